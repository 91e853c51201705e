${marker?no_esc}

# ${page.title}

Every number below comes from the result files beside this page and was put here by a program. The same results as one page that sorts and filters: `report.html`, made by `scripts/faultpath report`.
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
<#if !e.claims?has_content>
No claim was judged on these results.

<#else>
| claim | verdict | what was said | because | deciding figure |
|---|---|---|---|---|
<#list e.claims as c>
| [${c.id}](#${c.anchor}) | **${c.verdict}** | ${c.said} | ${c.because} | <#if c.deciding??>${c.deciding.label}: [${c.deciding.value}](#${c.anchor})<#if c.deciding.range?has_content> (${c.deciding.range})</#if></#if> |
</#list>

<#list e.claims as c>
<a id="${c.anchor}"></a>

#### ${c.id} ${c.said}: ${c.verdict}

${c.because}

<#if c.regions?has_content>
| where | | found |
|---|---|---|
<#list c.regions as r>
| ${r.where} | ${r.holds} | ${r.what} |
</#list>

</#if>
<#if c.open?has_content>
<details><summary>What would decide what is open</summary>

<#list c.open as o>
- ${o}
</#list>

</details>

</#if>
<#list c.figures as g>
**Figures behind ${c.id}, ${g.heading}**

| figure | value | 95 % interval | forks behind it |
|---|--:|---|---|
<#list g.figures as f>
| ${f.label} | ${f.value} | ${f.range} | <#list f.cells as l><#if l.anchor?has_content>[${l.text}](forks.md#${l.anchor})<#else>${l.text}</#if><#sep>; </#list> |
</#list>

</#list>
<#if c.limits?has_content>
Limits: <#list c.limits as l>${l}<#sep>; </#list>.

</#if>
</#list>
</#if>
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
<a id="${e.id}"></a>

### ${e.name}

</#if>
| | |
|---|---|
<#list e.facts as f>
| ${f.name} | ${f.value} |
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
| design | ns/walk | ns/page | ratio | 95 % interval | mark | B/op |<#if t.counted> counted |</#if> forks |
|---|--:|--:|--:|---|:-:|--:|<#if t.counted>---|</#if>--:|
<#list g.lines as l>
| ${l.design} | ${l.ns} | ${l.perPage} | ${l.ratio} | ${l.interval} | <#if l.mark?has_content>`${l.mark?no_esc}`</#if> | ${l.bytes} |<#if t.counted> ${l.counted} |</#if> [${l.forks}](forks.md#${l.anchor}) |
</#list>

<#list g.remarks as r>
- ${r}
</#list>
<#if g.remarks?has_content>

</#if>
</#list>
</#list>
<#if p.growth?has_content>
**Cost against pages, ns: fixed + for each page, by least squares of the relative residuals, and the size that lies farthest off the line**

| design | benchmark and parameters | fixed | a page | farthest | at pages |
|---|---|--:|--:|--:|--:|
<#list p.growth as g>
| ${g.design} | ${g.parameters} | ${g.fixed} | ${g.perPage} | ${g.worst} | ${g.worstAt} |
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

A **walk** is one call of the benchmark; **ns/page** is the walk divided by its pages of 4 KiB. ${page.estimator}; ns/walk is its typical value over forks. A **ratio** compares with the reference of the same table, the design that the kernel has today: forks
are paired by block, the 95 % interval is over forks, by the exact signed-rank test on log ratios, or Student's t below six pairs. `=` the whole interval lies within 3 % of 1, `<` faster, `>` slower, `?` not decided by these forks. A difference below what an
empty benchmark method costs is called indistinguishable from baseline and is no ratio. **B/op** is allocated for each walk. **counted** are exact operations, counted outside the measurement. The last column leads to every fork.

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
Leave the machine alone meanwhile. The run prints its own tables and leaves a folder; `scripts/faultpath report FOLDER` makes this page of it, and makes the same bytes again from the same folder. `scripts/faultpath export FOLDER -o FILE.csv` gives every fork as a line for other
tools; any viewer of JMH results opens the JSON files.

<a id="model"></a>

## What the model leaves out

${page.model.markdown()}
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
