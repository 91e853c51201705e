${marker?no_esc}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style>
<#include "report.css">
</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${page.title}</h1>
<p>Every number on this page comes from the result files and was put here by a program. The page needs no network.</p>
</header>
<nav aria-label="Sections"><div>
<a href="#claims">Claims</a> <a href="#warnings">Warnings</a> <a href="#environment">Environment</a><#if page.external> <a href="#external">Check</a></#if>
<#list page.questions as q>
<a href="#${q.id?lower_case}"><#if q.id != "others">${q.id}<#else>others</#if></a>
</#list>
<a href="#reproduce">Reproduce</a> <a href="#model">Model</a> <a href="#forks">Forks</a>
</div></nav>
<main id="content" tabindex="-1">

<section id="claims" aria-labelledby="claims-h">
<h2 id="claims-h">Claims</h2>
<#list page.environments as e>
<#if page.several>
<h3>${e.name}</h3>
</#if>
<#if !e.claims?has_content>
<p>No claim was judged on these results.</p>
<#else>
<div class="scroll wide" tabindex="0" role="region" aria-label="Claims and verdicts">
<table>
<caption>What was said, and what these results say to it</caption>
<thead><tr><th scope="col">claim</th><th scope="col">verdict</th><th scope="col">because</th><th scope="col">deciding figure</th></tr></thead>
<tbody>
<#list e.claims as c>
<tr><th scope="row"><a href="#${c.anchor}">${c.id}</a> ${c.said}</th><td class="verdict ${c.verdict}">${c.verdict}</td><td>${c.because}</td><td><#if c.deciding??>${c.deciding.label}: <a href="#${c.anchor}">${c.deciding.value}</a><#if c.deciding.range?has_content> (${c.deciding.range})</#if></#if></td></tr>
</#list>
</tbody>
</table>
</div>
<#list e.claims as c>
<h4 id="${c.anchor}">${c.id} ${c.said}: <span class="verdict ${c.verdict}">${c.verdict}</span></h4>
<p>${c.because}</p>
<#if c.regions?has_content>
<div class="scroll" tabindex="0" role="region" aria-label="Regions of ${c.id}">
<table>
<caption>Where ${c.id} was looked at</caption>
<thead><tr><th scope="col">where</th><th scope="col">outcome</th><th scope="col">found</th></tr></thead>
<tbody>
<#list c.regions as r>
<tr><th scope="row">${r.where}</th><td class="nowrap">${r.holds}</td><td>${r.what}</td></tr>
</#list>
</tbody>
</table>
</div>
</#if>
<#if c.open?has_content>
<details><summary>What would decide what is open</summary>
<ul>
<#list c.open as o>
<li>${o}</li>
</#list>
</ul></details>
</#if>
<#if c.figures?has_content || c.limits?has_content>
<details class="figures"><summary>Figures and limits of ${c.id}</summary>
<#list c.figures as g>
<div class="scroll" tabindex="0" role="region" aria-label="Figures of ${c.id}, ${g.heading}">
<table>
<caption>Figures behind ${c.id}, ${g.heading}</caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="r">value</th><th scope="col">95 % interval</th><th scope="col">forks behind it</th></tr></thead>
<tbody>
<#list g.figures as f>
<tr><th scope="row">${f.label}</th><td class="r">${f.value}</td><td class="nowrap">${f.range}</td><td class="params"><#list f.cells as l><#if l.anchor?has_content><a href="#${l.anchor}">${l.text}</a><#else>${l.text}</#if><#sep><br></#list></td></tr>
</#list>
</tbody>
</table>
</div>
</#list>
<#if c.limits?has_content>
<p class="soft">Limits: <#list c.limits as l>${l}<#sep>; </#list>.</p>
</#if>
</details>
</#if>
</#list>
</#if>
</#list>
</section>

<section id="warnings" aria-labelledby="warnings-h">
<h2 id="warnings-h">Warnings about the data</h2>
<div class="warnings">
<#if page.several>
<p><strong>These results come from ${page.environments?size?c} environments. Nothing is compared across them, and no table or chart holds two of them.</strong></p>
</#if>
<#list page.environments as e>
<#if page.several>
<h3>${e.name}</h3>
</#if>
<#if !e.warnings?has_content>
<p>None.</p>
<#else>
<ul>
<#list e.warnings as w>
<li><#if w.items?has_content><details><summary>${w.text}</summary>
<ul>
<#list w.items as i>
<li>${i}</li>
</#list>
</ul></details><#else>${w.text}</#if></li>
</#list>
</ul>
</#if>
</#list>
</div>
</section>

<section id="environment" aria-labelledby="environment-h">
<h2 id="environment-h">Environment</h2>
<#list page.environments as e>
<div class="scroll" tabindex="0" role="region" aria-label="Environment">
<table id="${e.id}-facts">
<caption>${e.name}</caption>
<tbody>
<#list e.facts as f>
<tr><th scope="row" class="nowrap">${f.name}</th><td>${f.value}</td></tr>
<#else>
<tr><th scope="row">unknown</th><td></td></tr>
</#list>
</tbody>
</table>
</div>
<#if e.commands?has_content>
<p>The command:</p>
<@commands e/>
</#if>
</#list>
</section>
<#if page.external>

<section id="external" aria-labelledby="external-h">
<h2 id="external-h">Model against a published figure</h2>
<#list page.environments as e>
<#if e.external??>
<#list e.external.text as t>
<p>${t}</p>
</#list>
<#list e.external.tables as x>
<@plain x/>
</#list>
</#if>
</#list>
</section>
</#if>
<#list page.questions as q>

<section class="question" id="${q.id?lower_case}" data-title="<#if q.id != "others">${q.id} </#if>${q.title}" aria-labelledby="${q.id?lower_case}-h">
<h2 id="${q.id?lower_case}-h"><#if q.id != "others">${q.id} </#if>${q.title}</h2>
${q.asked.html()}
<#list q.parts as p>
<h3>${p.heading}</h3>
<#list p.tables as t>
<div class="scroll" tabindex="0" role="region" aria-label="${t.caption}">
<table class="sorts">
<caption>${t.caption}</caption>
<thead><tr><th scope="col">design</th><th scope="col" class="r">ns/walk</th><th scope="col" class="r">ns/page</th><th scope="col" class="r">ratio</th><th scope="col">95 % interval</th><th scope="col" class="mark"><abbr title="= within 3 %, &lt; faster, &gt; slower, ? not decided">mark</abbr></th><th scope="col" class="r">B/op</th><#if t.counted><th scope="col">counted</th></#if><th scope="col" class="r">forks</th></tr></thead>
<#list t.groups as g>
<tbody>
<#if g.parameters?has_content>
<tr class="fixed"><th scope="rowgroup" class="group params" colspan="<#if t.counted>9<#else>8</#if>">${g.parameters}</th></tr>
</#if>
<#list g.lines as l>
<tr class="${l.kind}"><th scope="row" class="nowrap">${l.design}</th><td class="r">${l.ns}</td><td class="r">${l.perPage}</td><td class="r">${l.ratio}</td><td class="nowrap">${l.interval}</td><td class="mark"><#if l.mark?has_content><abbr title="${l.meaning}">${l.mark}</abbr></#if></td><td class="r">${l.bytes}</td><#if t.counted><td>${l.counted}</td></#if><td class="r"><a href="#${l.anchor}" aria-label="${l.forks} forks of ${l.design}">${l.forks}</a></td></tr>
</#list>
<#list g.remarks as r>
<tr class="fixed last"><td class="remark" colspan="<#if t.counted>9<#else>8</#if>">${r}</td></tr>
</#list>
</tbody>
</#list>
</table>
</div>
</#list>
<#if p.growth?has_content>
<div class="scroll" tabindex="0" role="region" aria-label="Cost against pages">
<table class="sorts">
<caption>Cost against pages, ns: a line by least squares of the relative residuals, and the size that lies farthest off it; ${p.heading}</caption>
<thead><tr><th scope="col">design</th><th scope="col">benchmark and parameters</th><th scope="col" class="r">fixed</th><th scope="col" class="r">a page</th><th scope="col" class="r">farthest</th><th scope="col" class="r">at pages</th></tr></thead>
<tbody>
<#list p.growth as g>
<tr><th scope="row" class="nowrap">${g.design}</th><td class="params">${g.parameters}</td><td class="r">${g.fixed}</td><td class="r">${g.perPage}</td><td class="r">${g.worst}</td><td class="r">${g.worstAt}</td></tr>
</#list>
</tbody>
</table>
</div>
</#if>
<#list p.extras as x>
<@plain x/>
</#list>
<#list p.pictures as c>
<@chart c/>
</#list>
<#if p.more?has_content>
<details><summary>More charts of ratios</summary>
<#list p.more as c>
<@chart c/>
</#list>
</details>
</#if>
</#list>
<#list q.others as x>
<@plain x/>
</#list>
<#list q.pictures as c>
<@chart c/>
</#list>
${q.text.html()}
</section>
</#list>

<section id="reading" aria-labelledby="reading-h">
<h2 id="reading-h">How to read the tables</h2>
<p>A <strong>walk</strong> is one call of the benchmark; <strong>ns/page</strong> is the walk divided by its pages of 4 KiB. ${page.estimator}; ns/walk is its typical value over forks.</p>
<p>A <strong>ratio</strong> compares with the reference of the same group, the design that the kernel has today: forks are paired by block, the 95 % interval is over forks, by the exact signed-rank test on log ratios, or Student's t below six pairs. <code>=</code> the whole interval lies within 3 % of 1, <code>&lt;</code> faster, <code>&gt;</code> slower, <code>?</code> not decided by these forks. A difference below what an empty benchmark method costs is called indistinguishable from baseline and is no ratio.</p>
<p><strong>B/op</strong> is allocated for each walk. <strong>counted</strong> are exact operations, counted outside the measurement. The number of forks leads to their values. A click on a column's head sorts within each group.</p>
</section>

<section id="reproduce" aria-labelledby="reproduce-h">
<h2 id="reproduce-h">How to reproduce</h2>
<#list page.environments as e>
<#if page.several>
<h3>${e.name}</h3>
</#if>
<#if e.commands?has_content>
<@commands e/>
<#else>
<p>The command of this run is not known.</p>
</#if>
</#list>
<p>Leave the machine alone meanwhile. The run prints its own tables and leaves a folder; <code>scripts/faultpath report FOLDER</code> makes this page of it, and makes the same bytes again from the same folder. <code>scripts/faultpath export FOLDER -o FILE.csv</code> gives every fork as a line for other tools; any viewer of JMH results opens the JSON files.</p>
</section>

<section id="model" aria-labelledby="model-h">
<h2 id="model-h">What the model leaves out</h2>
${page.model.html()}
</section>

<section id="forks" aria-labelledby="forks-h">
<h2 id="forks-h">Every fork</h2>
<p>Values as the result files have them: ns for each operation. The score is what tables use, the mean is that of the fork's used iterations. A fork that does not count says why.</p>
<#list page.environments as e>
<#list e.jdks as j>
<h3>${j.heading}</h3>
<#list j.cells as c>
<details id="${c.anchor}"><summary><span class="params">${c.label}</span>: ${c.summary}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Forks">
<table>
<caption>${c.label}</caption>
<thead><tr><th scope="col" class="r">block</th><th scope="col">status</th><th scope="col" class="r">score</th><th scope="col" class="r">mean</th><th scope="col" class="r">B/op</th><th scope="col">counters</th><th scope="col">notes</th></tr></thead>
<tbody>
<#list c.forks as f>
<tr><th scope="row" class="r">${f.block}</th><td>${f.status}</td><td class="r">${f.score}</td><td class="r">${f.mean}</td><td class="r">${f.bytes}</td><td>${f.counted}</td><td>${f.notes}</td></tr>
</#list>
</tbody>
</table>
</div>
</details>
</#list>
</#list>
</#list>
</section>
</main>
<footer><p>Made by faultpath. Designs in one in-memory model on a JVM: no PCIe, no TLB shoot-down, no IOMMU, no scheduler.</p></footer>
<script>
<#include "report.js">
</script>
</body>
</html>
<#macro plain t>
<div class="scroll" tabindex="0" role="region" aria-label="${t.caption}">
<table class="sorts">
<caption>${t.caption}</caption>
<thead><tr><#list t.head as h><th scope="col"<#if h?index gt 1> class="r"</#if>>${h}</th></#list></tr></thead>
<tbody>
<#list t.rows as r>
<tr><#list r as v><#if v?index == 0><th scope="row" class="nowrap">${v}</th><#else><td<#if v?index gt 1> class="r"</#if>>${v}</td></#if></#list></tr>
</#list>
</tbody>
</table>
</div>
<#list t.notes as n>
<p class="soft">${n}</p>
</#list>
</#macro>
<#macro chart c>
<figure id="${c.id}">
<div class="scroll" tabindex="0" role="region" aria-label="Chart"><img src="${c.data?no_esc}" alt="${c.title}" loading="lazy"></div>
<figcaption>${c.description}</figcaption>
</figure>
</#macro>
<#macro commands e>
<pre><code><#list e.commands as c>${c}<#sep>
</#sep></#list></code></pre>
</#macro>
