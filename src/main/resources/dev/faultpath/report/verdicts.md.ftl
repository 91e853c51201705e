<#if !entry??>
Nothing has been published yet.
<#else>
<#assign report = base + "/" + entry.name + "/report.md">
**${environment.answer.advice}**

<#list environment.answer.lines as l>
${l?counter}. **${l.asked}** ${l.answer}<#if l.claim?has_content> ([${l.claim}](${report}#${l.claim?lower_case}))</#if>.<#if l.figures?has_content> ${l.figures?cap_first}.</#if>
</#list>

<#if environment.picture??>
![${environment.picture.title?keep_before(" (")}.
${environment.picture.description}
](${base}/${entry.name}/${environment.picture.file})

</#if>
<#if current>
From [${entry.name}](${report}): preset ${entry.preset}, JDK ${entry.jdks}, ${entry.machine}, ${entry.size}.
<#else>
There is no publication yet. This is the newest run, [${entry.name}](${report}): preset ${entry.preset}, JDK ${entry.jdks}, ${entry.machine}, ${entry.size}.
</#if>

| claim | of the design | on HotSpot |
|---|---|---|
<#list environment.claims as c>
| [${c.claim}](${report}#${c.claim?lower_case}) ${c.said} | **${c.verdict().word()}** | <#if c.hotSpot??>${c.hotSpot.verdict.word()}</#if> |
</#list>

</#if>
