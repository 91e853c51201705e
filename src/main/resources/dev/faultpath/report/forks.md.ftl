${marker?no_esc}

# Every fork of ${forks.title}

Values as the result files have them, ns for each operation: the score is what tables use (${page.estimator}), the mean is that of the used iterations. A fork that does not count says why.
[Back to the report](../report.md).

<#list forks.cells as c>
<a id="${c.anchor}"></a>

### ${c.label}

${c.summary}<#if c.source?has_content>; [in C](../../../${c.source?no_esc})</#if>

| block | status | score | mean | B/op | counters | notes |
|--:|---|--:|--:|--:|---|---|
<#list c.forks as f>
|<#list f as v> ${v} |</#list>
</#list>

</#list>
