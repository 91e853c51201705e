<#if !entry??>
Nothing has been published yet.
<#else>
<#assign report = base + "/" + entry.name + "/report.md">
<#if current>
From the current publication, [${entry.name}](${report}): preset ${entry.preset}, JDK ${entry.jdks}, ${entry.machine}, ${entry.size}.
<#else>
There is no publication yet. This is the newest run, [${entry.name}](${report}): preset ${entry.preset}, JDK ${entry.jdks}, ${entry.machine}, ${entry.size}.
</#if>

<#if claims?has_content>
| claim | verdict | on HotSpot | deciding figure |
|---|---|---|---|
<#list claims as c>
| [${c.claim}](${report}#${c.claim?lower_case}) ${c.said} | **${c.verdict().word()}** | <#if c.hotSpot??>${c.hotSpot.verdict.word()}</#if> | <#if c.deciding??>${c.deciding.grade} ${c.deciding.label}: [${c.deciding.valueText()}](${report}#${c.claim?lower_case}) (${c.deciding.rangeText()})<#else>none in this run</#if> |
</#list>

</#if>
<#if chart??>
![${chart.title?keep_before(" (")}.
${chart.description}
](${base}/${entry.name}/${chart.file})

</#if>
</#if>
