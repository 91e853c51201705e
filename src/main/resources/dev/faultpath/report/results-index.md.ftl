${marker?no_esc}

# Results

<#if current??>
The current publication is **[${current.name}](${current.name}<#if current.report>/report.md</#if>)**: preset ${current.preset}, JDK ${current.jdks}, ${current.machine}.
<#else>
There is no publication yet: no run of preset publish or standard.
</#if>

| run | started | preset | JDK | machine | size | report |
|---|---|---|---|---|---|---|
<#list entries as e>
| [${e.name}](${e.name}) | ${e.started} | ${e.preset} | ${e.jdks} | ${e.machine} | ${e.size} | <#if e.report>[report](${e.name}/report.md)</#if> |
</#list>

What a run left never changes: `environment.json` (machine, JDK, flags, commit, command, seed), a compressed file of JMH results for each JDK with every
fork's iterations (`gunzip -k` for a viewer of such results), what owner registries grant, and what the concurrency tests saw, if they were run.
`scripts/faultpath report FOLDER` makes the report of any of them, always with the same bytes; only that of the current publication is kept here.
The current publication is, of the runs on the most JDKs (those of one measured code and machine are one), the newest of preset publish, else of preset standard.

<#if others?has_content>
| other record | what |
|---|---|
<#list others as o>
| [${o.path}](${o.path}) | ${o.what} |
</#list>

</#if>
All of it measures designs in one in-memory model on a JVM: no PCIe, no TLB shoot-down, no IOMMU, no scheduler.
