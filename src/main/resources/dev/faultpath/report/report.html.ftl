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
<p>A program put every number on this page here from the result files. The page needs no network.</p>
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
<@table caption="Each claim, and what these results say of it" head="claim|verdict|on HotSpot|the design's, because|deciding figure" label="Claims and verdicts" class=" wide">
<#list e.claims as c>
<tr><th scope="row"><a href="#${anchor(e, c)}">${c.claim}</a> ${c.said}</th><td class="verdict ${c.verdict().word()}">${c.verdict().word()}</td><td><#if c.hotSpot??>${c.hotSpot.verdict.word()}</#if></td><td>${c.design.sentence()}</td><td><#if c.deciding??>${c.deciding.grade} ${c.deciding.label}: <a href="#${anchor(e, c)}">${c.deciding.valueText()}</a> (${c.deciding.rangeText()})</#if></td></tr>
</#list>
</@table>
<#list e.claims as c>
<h4 id="${anchor(e, c)}">${c.claim} <span class="verdict ${c.verdict().word()}">${c.verdict().word()}</span></h4>
<p>${c.sentence}</p>
<@half "Of the design" c.design c/>
<#if c.hotSpot??>
<@half "On HotSpot" c.hotSpot c/>
<#if c.cause?has_content>
<p>Why they differ: ${c.cause}.</p>
</#if>
</#if>
<details class="figures"><summary>Evidence for ${c.claim} by grade</summary>
<#list c.figuresByGrade() as grade, figures>
<@table caption="Evidence for ${c.claim}, ${grade}: ${grade.words()}" head="figure|JDK|>value|95 % interval|cells behind it" label="Figures of ${c.claim}, ${grade}">
<#list figures as f>
<tr><th scope="row">${f.label}</th><td>${f.jdk}</td><td class="r">${f.valueText()}</td><td class="nowrap">${f.rangeText()}</td><td class="params"><#list f.cells as cell><#if e.anchors[cell]??><a href="#${e.anchors[cell]}">${cell}</a><#else>${cell}</#if><#sep><br></#list></td></tr>
</#list>
</@table>
</#list>
</details>
<p><strong>What it means for a patch:</strong> ${c.meaning}</p>
<p class="soft">Said: <#list c.sources as s>${s.message}, ${s.date}<#sep>; </#list>.</p>
<ul class="soft">
<#list c.limits as l>
<li>Limit: ${l.text}. Why: ${l.reason}.</li>
</#list>
</ul>
<#if c.open?has_content>
<details><summary>What would decide what is open</summary>
<ul>
<#list c.open as o>
<li>${o}</li>
</#list>
</ul></details>
</#if>
</#list>
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
<@table caption=e.name head="" label="Environment" id="${e.prefix}environment-facts">
<#list e.facts as name, value>
<tr><th scope="row" class="nowrap">${name}</th><td>${value}</td></tr>
<#else>
<tr><th scope="row">unknown</th><td></td></tr>
</#list>
</@table>
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
<thead><tr><th scope="col">design</th><th scope="col" class="r">ns/walk</th><th scope="col" class="r">ns/page</th><#if t.counts><th scope="col" class="r"><abbr title="executed machine instructions">${t.groups[0].instructionsHead}</abbr></th></#if><th scope="col" class="r">ratio</th><th scope="col">95 % interval</th><th scope="col" class="mark"><abbr title="= within 3 %, &lt; faster, &gt; slower, ? not decided">mark</abbr></th><#if t.inC><th scope="col" class="r"><abbr title="the same design in C">C</abbr> ns/page</th><th scope="col" class="r">C ratio</th><th scope="col" class="r">C instr/page</th></#if><th scope="col" class="r">B/op</th><#if t.counted><th scope="col">counted</th></#if><th scope="col" class="r">forks</th></tr></thead>
<#list t.groups as g>
<tbody>
<#if g.parameters?has_content>
<tr class="fixed"><th scope="rowgroup" class="group params" colspan="${t.columns?c}">${g.parameters}</th></tr>
</#if>
<#list g.rows as l>
<tr class="${l.kind}"><th scope="row" class="nowrap">${l.name}</th><td class="r">${l.nsText}</td><td class="r">${l.perPageText}</td><#if t.counts><td class="r">${l.instructionsText}</td></#if><td class="r">${l.ratioText}</td><td class="nowrap">${l.rangeText}</td><td class="mark"><#if l.mark?has_content><abbr title="${l.meaning}">${l.mark}</abbr></#if></td><#if t.inC><td class="r">${l.perPageInC}</td><td class="r">${l.ratioInC}</td><td class="r">${l.instructionsInC}</td></#if><td class="r">${l.bytesText}</td><#if t.counted><td>${l.counted}</td></#if><td class="r"><a href="#${p.anchors[l.label]}" aria-label="${l.forks?c} forks of ${l.name}">${l.forks?c}</a></td></tr>
</#list>
<#list g.remarks as r>
<tr class="fixed last"><td class="remark" colspan="${t.columns?c}">${r}</td></tr>
</#list>
</tbody>
</#list>
</table>
</div>
<#if t.operations??>
<details><summary>Operations, counted</summary>
<@plain t.operations/>
</details>
</#if>
</#list>
<#if p.growth?has_content>
<@table caption="Cost against pages, ns: a line by least squares of the relative residuals, and the size farthest off it; ${p.heading}" head="design|benchmark and parameters|>fixed|>a page|>farthest|>at pages" label="Cost against pages" sorts=true>
<#list p.growth as g>
<tr><th scope="row" class="nowrap">${g[0]}</th><td class="params">${g[1]}</td><#list g[2..] as v><td class="r">${v}</td></#list></tr>
</#list>
</@table>
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
${page.prose("reading").html()}
<p class="soft">${page.estimator?cap_first}.</p>
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
${page.prose("reproduce").html()}
</section>

<section id="model" aria-labelledby="model-h">
<h2 id="model-h">What the model leaves out</h2>
${page.prose("model").html()}
</section>

<section id="forks" aria-labelledby="forks-h">
<h2 id="forks-h">Every fork</h2>
<p>Values as the result files have them, ns for each operation: the score is what tables use, the mean is that of the used iterations. A fork that does not count says why.</p>
<#list page.environments as e>
<#list e.jdks as heading, cells>
<h3>${heading}</h3>
<#list cells as c>
<details id="${c.anchor}"><summary><span class="params">${c.label}</span>: ${c.summary}</summary>
<@table caption=c.label head=">block|status|>score|>mean|>B/op|counters|notes" label="Forks">
<#list c.forks as f>
<tr><th scope="row" class="r">${f[0]}</th><td>${f[1]}</td><#list f[2..4] as v><td class="r">${v}</td></#list><td>${f[5]}</td><td>${f[6]}</td></tr>
</#list>
</@table>
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
<#function anchor e c>
<#return e.prefix + c.claim?lower_case>
</#function>
<#-- A head that begins with > is over numbers. -->
<#macro table caption head label class="" id="" sorts=false>
<div class="scroll${class}" tabindex="0" role="region" aria-label="${label}">
<table<#if id?has_content> id="${id}"</#if><#if sorts> class="sorts"</#if>>
<caption>${caption}</caption>
<#if head?has_content>
<thead><tr><#list head?split("|") as h><th scope="col"<#if h?starts_with(">")> class="r"</#if>>${h?remove_beginning(">")}</th></#list></tr></thead>
</#if>
<tbody>
<#nested>
</tbody>
</table>
</div>
</#macro>
<#macro half of h c>
<p><strong>${of}: <span class="verdict ${h.verdict.word()}">${h.verdict.word()}</span>.</strong> ${h.sentence()}</p>
<@table caption="${of}: where ${c.claim} was looked at" head="where|outcome|found" label="${of}: regions of ${c.claim}">
<#list h.regions as r>
<tr><th scope="row">${r.where}</th><td class="nowrap">${r.holds}</td><td>${r.what}</td></tr>
</#list>
</@table>
</#macro>
<#macro plain t>
<@table caption=t.caption head=t.head?join("|>")?replace("|>", "|", "f") label=t.caption sorts=true>
<#list t.rows as r>
<tr><#list r as v><#if v?index == 0><th scope="row" class="nowrap">${v}</th><#else><td<#if v?index gt 1> class="r"</#if>>${v}</td></#if></#list></tr>
</#list>
</@table>
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
