${marker?no_esc}

# ${page.title}

A program put every number below here from the result files beside this page. The same results as one page that sorts and filters: `report.html`, made by `scripts/faultpath report`.
Every fork's value: [forks.md](forks.md).

- [Claims](#claims)
- [Warnings](#warnings)
- [Environment](#environment)
<#if page.external>
- [Model against a published figure](#external)
</#if>
<#list page.questions as q>
- [<#if q.id != "others">${q.id} </#if>${q.title}](#${q.id?lower_case})
</#list>
- [How to reproduce](#reproduce)
- [What the model leaves out](#model)

<a id="claims"></a>

## Claims

<#list page.environments as e>
<#if page.several>
### Claims in environment: ${e.name}

</#if>
| claim | verdict | on HotSpot | the design's, because | deciding figure |
|---|---|---|---|---|
<#list e.claims as c>
| [${c.claim}](#${anchor(e, c)}) ${c.said} | **${c.verdict().word()}** | <#if c.hotSpot??>${c.hotSpot.verdict.word()}</#if> | ${c.design.sentence()} | <#if c.deciding??>${c.deciding.grade} ${c.deciding.label}: [${c.deciding.valueText()}](#${anchor(e, c)}) (${c.deciding.rangeText()})</#if> |
</#list>

<#list e.claims as c>
<a id="${anchor(e, c)}"></a>

#### ${c.claim} ${c.sentence}

<@half "Of the design" c.design/>
<#if c.hotSpot??>
<@half "On HotSpot" c.hotSpot/>
<#if c.cause?has_content>
Why they differ: ${c.cause}.

</#if>
</#if>
<#list c.figuresByGrade() as grade, figures>
**Evidence for ${c.claim}, ${grade}: ${grade.words()}**

| figure | JDK | value | 95 % interval | cells behind it |
|---|---|--:|---|---|
<#list figures as f>
| ${f.label} | ${f.jdk} | ${f.valueText()} | ${f.rangeText()} | <#list f.cells as cell><#if e.anchors[cell]??>[${cell}](forks.md#${e.anchors[cell]})<#else>${cell}</#if><#sep>; </#list> |
</#list>

</#list>
**What it means for a patch:** ${c.meaning}

Said: <#list c.sources as s>${s.message}, ${s.date}<#sep>; </#list>.

<#list c.limits as l>
- Limit: ${l.text}. Why: ${l.reason}.
</#list>

<#if c.open?has_content>
<details><summary>What would decide what is open</summary>

<#list c.open as o>
- ${o}
</#list>

</details>

</#if>
</#list>
</#list>
<a id="warnings"></a>

## Warnings about the data

<#if page.several>
- **These results come from ${page.environments?size?c} environments. Nothing is compared across them, and no table or chart holds two of them:**
<#list page.environments as e>
  - ${e.name}
</#list>
</#if>
<#list page.environments as e>
<#if page.several>

${e.name}:

</#if>
<#list e.warnings as w>
- ${w.text}
<#list w.items as i>
  - ${i}
</#list>
<#else>
- None.
</#list>
</#list>

<a id="environment"></a>

## Environment

<#list page.environments as e>
<#if page.several>
<a id="${e.prefix}environment"></a>

### ${e.name}

</#if>
| | |
|---|---|
<#list e.facts as name, value>
| ${name} | ${value} |
<#else>
| unknown | |
</#list>

<#if e.commands?has_content>
The command:

```
<#list e.commands as c>
${c?no_esc}
</#list>
```

</#if>
</#list>
<#if page.external>
<a id="external"></a>

## Model against a published figure

<#list page.environments as e>
<#if e.external??>
<#list e.external.text as t>
${t}

</#list>
<#list e.external.tables as x>
<@plain x/>
</#list>
</#if>
</#list>
</#if>
<#list page.questions as q>
<a id="${q.id?lower_case}"></a>

## <#if q.id != "others">${q.id} </#if>${q.title}

${q.asked.markdown()}
<#list q.parts as p>
### ${p.heading}

<#list p.tables as t>
**${t.caption}**

<#list t.groups as g>
<#if g.parameters?has_content>
${g.parameters}

</#if>
| design | ns/walk | ns/page |<#if t.counts> ${g.instructionsHead} |</#if> ratio | 95 % interval | mark |<#if t.inC> C ns/page | C ratio | C instr/page |</#if> B/op |<#if t.counted> counted |</#if> forks |
|---|--:|--:|<#if t.counts>--:|</#if>--:|---|:-:|<#if t.inC>--:|--:|--:|</#if>--:|<#if t.counted>---|</#if>--:|
<#list g.rows as l>
| ${l.name} | ${l.nsText} | ${l.perPageText} |<#if t.counts> ${l.instructionsText} |</#if> ${l.ratioText} | ${l.rangeText} | <#if l.mark?has_content>`${l.mark?no_esc}`</#if> |<#if t.inC> ${l.perPageInC} | ${l.ratioInC} | ${l.instructionsInC} |</#if> ${l.bytesText} |<#if t.counted> ${l.counted} |</#if> [${l.forks?c}](forks.md#${p.anchors[l.label]}) |
</#list>

<#list g.remarks as r>
- ${r}
</#list>
<#if g.remarks?has_content>

</#if>
</#list>
<#if t.operations??>
<details><summary>Operations, counted</summary>

<@plain t.operations/>
</details>

</#if>
</#list>
<#if p.growth?has_content>
**Cost against pages, ns: a line by least squares of the relative residuals, and the size farthest off it**

| design | benchmark and parameters | fixed | a page | farthest | at pages |
|---|---|--:|--:|--:|--:|
<#list p.growth as g>
|<#list g as v> ${v} |</#list>
</#list>

</#if>
<#list p.extras as x>
<@plain x/>
</#list>
<#list p.pictures as c>
![${c.title}. ${c.description}](${c.file})

</#list>
<#if p.more?has_content>
<details><summary>More charts of ratios</summary>

<#list p.more as c>
![${c.title}. ${c.description}](${c.file})

</#list>
</details>

</#if>
</#list>
<#list q.others as x>
<@plain x/>
</#list>
<#list q.pictures as c>
![${c.title}. ${c.description}](${c.file})

</#list>
<#if q.text.paragraphs?has_content>
${q.text.markdown()}
</#if>
</#list>
## How to read the tables

${page.prose("reading").markdown()}
${page.estimator?cap_first}.

<a id="reproduce"></a>

## How to reproduce

<#list page.environments as e>
<#if page.several>
${e.name}:

</#if>
<#if e.commands?has_content>
```
<#list e.commands as c>
${c?no_esc}
</#list>
```

<#else>
The command of this run is not known.

</#if>
</#list>
${page.prose("reproduce").markdown()}
<a id="model"></a>

## What the model leaves out

${page.prose("model").markdown()}
<#function anchor e c>
<#return e.prefix + c.claim?lower_case>
</#function>
<#macro half of h>
**${of}: ${h.verdict.word()}.** ${h.sentence()}

| where | | found |
|---|---|---|
<#list h.regions as r>
| ${r.where} | ${r.holds} | ${r.what} |
</#list>

</#macro>
<#macro plain t>
**${t.caption}**

|<#list t.head as h> ${h} |</#list>
|---|<#list t.head[1..] as h>--:|</#list>
<#list t.rows as r>
|<#list r as v> ${v} |</#list>
</#list>

<#list t.notes as n>
${n}

</#list>
</#macro>
