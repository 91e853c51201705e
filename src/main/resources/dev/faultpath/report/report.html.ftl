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
<p>A program put every number on this page here from the result files. The page needs no network; all figures and forks lie in scripts beside it and are taken in when you ask for them.</p>
</header>
<nav aria-label="Sections"><div>
<a href="#answer">Answer</a> <a href="#claims">Claims</a>
<#list page.questions as q>
<a href="#${q.id?lower_case}">${q.name()}</a>
</#list>
<#if page.external><a href="#external">Check</a> </#if><a href="#warnings">Warnings</a> <a href="#environment">Environment</a> <a href="#reading">How to read</a> <a href="#reproduce">Reproduce</a> <a href="#model">Model</a>
</div></nav>
<main id="content" tabindex="-1">

<section id="answer" aria-labelledby="answer-h">
<h2 id="answer-h">The answer</h2>
<#list page.environments as e>
<#if page.several>
<h3>${e.name}</h3>
</#if>
<p class="advice"><strong>${e.answer.advice}</strong></p>
<ol class="answer">
<#list e.answer.lines as l>
<li><strong>${l.asked}</strong> ${l.answer}<#if l.claim?has_content> (<a href="#${e.prefix}${l.claim?lower_case}">${l.claim}</a>)</#if>.<#if l.figures?has_content> <span class="soft">${l.figures?cap_first}.</span></#if></li>
</#list>
</ol>
<#if e.picture??>
<@chart e.picture/>
</#if>
</#list>
</section>

<section id="claims" aria-labelledby="claims-h">
<h2 id="claims-h">Claims</h2>
<ul class="soft">
<li>Times are typical over forks, with a 95 % interval; <@word "ns/page"/> is a walk over its pages of 4 KiB.</li>
<li>A <@word "ratio"/> is to the design that the kernel has today: = within 3 %, &lt; faster, &gt; slower, ? not decided.</li>
<li>Evidence: <#list page.grades() as g>${g} ${g.words()}<#sep>, </#list>. <a href="#reading">All of how to read</a>.</li>
</ul>
<p><#list page.verdicts() as v><span class="verdict ${v.word()}">${v.word()}</span>: ${v.meaning()}<#sep>; </#list>. A verdict is of the design; what HotSpot makes of it stands beside it.</p>
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
<p>${c.sentence} Limit: ${c.limit()}.</p>
<p><strong>What it means for a patch:</strong> ${c.meaning}</p>
<@half "Of the design" c.design c/>
<#if c.hotSpot??>
<@half "On HotSpot" c.hotSpot c/>
<#if c.cause?has_content>
<p>Why they differ: ${c.cause}.</p>
</#if>
</#if>
<@more e.prefix + c.claim?lower_case "Evidence for " + c.claim + " by grade, " + c.figures?size?c + " figures"/>
<p class="soft">Said: <#list c.sources as s><a href="${s.link}">${s.message}</a>, ${s.date}<#sep>; </#list>.</p>
<details><summary>Limits, and why they are these: ${c.limits?size?c}</summary>
<ul class="soft">
<#list c.limits as l>
<li>Limit: ${l.text}. Why: ${l.reason}.</li>
</#list>
</ul>
</details>
</#list>
</#list>
</section>

<#list page.questions as q>

<section class="question" id="${q.id?lower_case}" aria-labelledby="${q.id?lower_case}-h">
<h2 id="${q.id?lower_case}-h">${q.name()}</h2>
${q.asked.html()}
${q.text.html()}
<#list q.parts as p>
<#assign t = p.table>
<div class="scroll" tabindex="0" role="region" aria-label="${p.heading}">
<table class="sorts">
<caption>${p.heading}<#if t.group.parameters()?has_content>: ${t.words()} <span class="params">${t.group.parameters()}</span></#if></caption>
<thead><tr><th scope="col">design</th><#list t.series as s><th scope="col" class="r">${s}, <@word t.perPage()?then("ns/page", "ns/walk")/></th><th scope="col"><@word "ratio"/></th><th scope="col" class="r"><@word t.perPage()?then("instr/page", "instr/walk")/></th></#list></tr></thead>
<tbody>
<#list t.lines as l>
<tr class="${l.first().kind()}"><th scope="row" class="nowrap">${l.name}</th><#list t.series as s><#if l.rows[s?index]??><#assign r = l.rows[s?index]><td class="r">${t.perPage()?then(r.perPageText(), "")}<#if !t.perPage() || !r.perPageText()?has_content>${r.nsText()}</#if><#list l.others[s?index] as o><br><span class="soft">${t.perPage()?then(o.perPageText(), o.nsText())} in ${o.form}</span></#list></td><td class="nowrap" data-v="${r.ratioText()}"><@ratio r/></td><td class="r">${r.instructionsText()}</td><#else><td></td><td></td><td></td></#if></#list></tr>
</#list>
<#list t.remarks as r>
<tr class="fixed last"><td class="remark" colspan="${1 + 3 * t.series?size}">${r}</td></tr>
</#list>
</tbody>
</table>
</div>
<#if p.picture??>
<@chart p.picture/>
</#if>
</#list>
<@more q.id?lower_case "All figures of " + q.name() + ": " + q.rows?c + " rows, with filters, forks and the command of each cell"/>
</section>
</#list>

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
<li>${w.text}</li>
</#list>
</ul>
<@more e.prefix + "warnings" "What each warning is about"/>
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

<section id="reading" aria-labelledby="reading-h">
<h2 id="reading-h">How to read the tables</h2>
${page.prose("reading").html()}
<dl>
<#list page.glossary() as word, meaning>
<dt>${word}</dt><dd>${meaning}</dd>
</#list>
</dl>
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
<p><strong>${of}: <span class="verdict ${h.verdict.word()}">${h.verdict.word()}</span>.</strong> ${h.sentence()}<#list h.remarks as r> ${r}</#list></p>
<details><summary>${of}, case by case: ${h.regions?size?c}</summary>
<@table caption="${of}: where ${c.claim} was looked at" head="where|outcome|found" label="${of}: regions of ${c.claim}">
<#list h.regions as r>
<tr><th scope="row">${r.where}</th><td class="nowrap">${r.holds}</td><td>${r.what}</td></tr>
</#list>
</@table>
</details>
</#macro>
<#-- What is taken in from a script when it is opened. -->
<#macro more data summary>
<details class="more" data-script="${data}"><summary>${summary}</summary><p class="soft">In report-data/${data}.js beside this page; a browser that runs no scripts does not show it.</p></details>
</#macro>
<#-- A word with its tooltip. -->
<#macro word w><abbr title="<#switch w><#case "ratio">time over that of the reference, with its 95 % interval over forks; = within 3 %, &lt; faster, &gt; slower, ? not decided<#break><#case "instr/page"><#case "instr/walk">instructions, counted by single steps: exact<#break><#case "ns/page">typical time over forks for each page of 4 KiB<#break><#default>typical time over forks of one operation</#switch>">${w}</abbr></#macro>
<#macro ratio r>${r.ratioText()}<#if r.standing() == "COMPARED"> <span class="soft">${r.intervalText()}</span> <abbr class="mark" title="${r.meaning()}">${r.mark()}</abbr><#elseif !r.ratioText()?has_content><span class="soft">${r.intervalText()}</span></#if></#macro>
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
