${marker?no_esc}

# Every fork

Values as the result files have them, ns for each operation: the score is what tables use (${page.estimator}), the mean is that of the used iterations. A fork that does not count says why.
[Back to the report](report.md).

<#list page.environments as e>
<#list e.jdks as heading, cells>
## ${heading}

<#list cells as c>
<a id="${c.anchor}"></a>

### ${c.label}

${c.summary}<#if c.source?has_content>; [in C](../../${c.source?no_esc})</#if>

| block | status | score | mean | B/op | counters | notes |
|--:|---|--:|--:|--:|---|---|
<#list c.forks as f>
|<#list f as v> ${v} |</#list>
</#list>

</#list>
</#list>
</#list>
