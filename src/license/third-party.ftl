faultpath is licensed under Apache-2.0 (META-INF/LICENSE). This jar also holds the classes of the projects listed below, unchanged, each
under a licence of its own. Whoever passes the jar on passes them on too:

* GPL-2.0 with Classpath exception (JMH, jcstress): the exception lets any code be linked with them and keep its licence, so faultpath stays
  Apache-2.0. JMH and jcstress themselves stay under the GPL: pass its text on with them
  (META-INF/licenses/GPL-2.0-with-classpath-exception.txt), and offer or point to their source code. Classes that are changed stay under it.
* LGPL-2.1 (JFreeChart): pass its text on (META-INF/LGPL2.1), and say that JFreeChart is in the jar. Who receives the jar must be able to
  put another JFreeChart in its place: its classes are not renamed, and faultpath's source code with its build file is enough to do so.
* Apache-2.0: pass on META-INF/LICENSE and META-INF/NOTICE. META-INF/LICENSE.txt is that of Commons Math, with the terms of what it was
  derived from. JNA may be had under LGPL-2.1 as well; here it is passed on under Apache-2.0.
* MIT and BSD-3-Clause: pass on their texts; JMH keeps those of JOpt Simple and ASM in THIRD-PARTY, at the root of this jar.

<#list dependencyMap as entry>
<#assign project = entry.key>
${project.groupId}:${project.artifactId}:${project.version}, ${entry.value?join(" or ")}<#if project.url??>, ${project.url}</#if>
</#list>
