/** The pages of a report: what they say as records of finished text, and the templates that lay it out as Markdown and as HTML. */
package dev.faultpath.report.page;
