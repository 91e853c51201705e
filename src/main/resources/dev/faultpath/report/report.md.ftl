${marker?no_esc}

# ${page.title}

A program put every number below here from the result files beside this page. The same as a page that sorts, with all figures to filter: `report.html`, made by `scripts/faultpath report`.
A number of forks leads to the value of each, its counts and, for designs in C, the source. All of them: <#list page.environments as e><#list e.forks as f>[${f.title}](${f.file})<#sep>, </#list><#sep>, </#list>.

- [The answer](#answer)
- [Claims](#claims)
<#list page.questions as q>
- [${q.name()}](#${q.id?lower_case})
</#list>
<#if page.external>
- [Model against a published figure](#external)
</#if>
- [Warnings](#warnings)
- [Environment](#environment)
- [How to reproduce](#reproduce)
- [What the model leaves out](#model)

<a id="answer"></a>

## The answer

<#list page.environments as e>
<#if page.several>
${e.name}:

</#if>
<@answerLines e/>
</#list>
<a id="claims"></a>

## Claims

<#list page.verdicts() as v>
- **${v.word()}**: ${v.meaning()}
</#list>

A verdict is of the design; what HotSpot makes of it stands beside it.

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

Limit: ${c.limit()}.
<#if c.deciding??>

Deciding figure, ${c.deciding.grade}: ${c.deciding.label}: ${c.deciding.valueText()} (${c.deciding.rangeText()})<#list c.deciding.cells as cell><#if e.links[cell]??>; forks of <@forks e cell/></#if></#list>.
</#if>

**What it means for a patch:** ${c.meaning}

<@half "Of the design" c.design/>
<#if c.hotSpot??>
<@half "On HotSpot" c.hotSpot/>
<#if c.cause?has_content>
Why they differ: ${c.cause}.

</#if>
</#if>
Said: <#list c.sources as s>[${s.message}](${s.link}), ${s.date}<#sep>; </#list>.

<details><summary>Limits, and why they are these (${c.limits?size?c})</summary>

<#list c.limits as l>
- Limit: ${l.text}. Why: ${l.reason}.
</#list>

</details>

<#list c.figuresByGrade() as grade, figures>
<details><summary>Evidence for ${c.claim}, ${grade}: ${grade.words()} (${figures?size?c})</summary>

| figure | JDK | value | 95 % interval | cells behind it |
|---|---|--:|---|---|
<#list figures as f>
| ${f.label} | ${f.jdk} | ${f.valueText()} | ${f.rangeText()} | <#list f.cells as cell><@forks e cell/><#sep>; </#list> |
</#list>

</details>

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
<#list page.questions as q>
<a id="${q.id?lower_case}"></a>

## ${q.name()}

${q.asked.markdown()}
<#if q.text.paragraphs?has_content>
${q.text.markdown()}
</#if>
<#list q.parts as p>
<#assign t = p.table>
**${p.heading}**<#if t.group.parameters()?has_content>: ${t.words()} (${t.group.parameters()})</#if>

| design |<#list t.series as s> ${s}, ${t.perPage()?then("ns/page", "ns/walk")} | ratio | | ${t.perPage()?then("instr/page", "instr/walk")} | forks |</#list>
|---|<#list t.series as s>--:|--:|:-:|--:|--:|</#list>
<#list t.lines as l>
| ${l.name} |<#list t.series as s><#if l.rows[s?index]??><#assign r = l.rows[s?index]> <#if t.perPage() && r.perPageText()?has_content>${r.perPageText()}<#else>${r.nsText()}</#if><#list l.others[s?index] as o>, ${t.perPage()?then(o.perPageText(), o.nsText())} in ${o.form}</#list> | ${r.ratioText()} ${r.intervalText()} | <#if r.mark()?has_content>`${r.mark()?no_esc}`</#if> | ${r.instructionsText()} | [${r.forks()?c}](${p.links[r.label()].page}#${p.links[r.label()].anchor}) |<#else> | | | | |</#if></#list>
</#list>

<#list t.remarks as r>
- ${r}
</#list>
<#if t.remarks?has_content>

</#if>
<#if p.picture??>
![${p.picture.title}. ${p.picture.description}](${p.picture.file})

</#if>
</#list>
${q.rows?c} rows in all: `scripts/faultpath report` makes report.html, which has them.

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
<#if (w.items?size > 5)>

  <details><summary>Which</summary>

</#if>
<#list w.items as i>
  - ${i}
</#list>
<#if (w.items?size > 5)>

  </details>

</#if>
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
<#macro answerLines e>
**${e.answer.advice}**

<#list e.answer.lines as l>
${l?counter}. **${l.asked}** ${l.answer}<#if l.claim?has_content> ([${l.claim}](#${e.prefix}${l.claim?lower_case}))</#if>.<#if l.figures?has_content> ${l.figures?cap_first}.</#if>
</#list>

<#if e.picture??>
![${e.picture.title}. ${e.picture.description}](${e.picture.file})

</#if>
</#macro>
<#macro forks e cell>
<#if e.links[cell]??>[${e.links[cell].text}](${e.links[cell].page}#${e.links[cell].anchor})<#else>${cell}</#if><#t>
</#macro>
<#macro half of h>
**${of}: ${h.verdict.word()}.** ${h.sentence()}

<#list h.remarks as r>
- ${r}
</#list>
<#if h.remarks?has_content>

</#if>
<details><summary>${of}, case by case (${h.regions?size?c})</summary>

| where | | found |
|---|---|---|
<#list h.regions as r>
| ${r.where} | ${r.holds} | ${r.what} |
</#list>

</details>

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
