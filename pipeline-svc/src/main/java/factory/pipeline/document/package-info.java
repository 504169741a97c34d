/** OpenAPI documents that people hand in: kept by their content, read in a process of its own. */
@org.jspecify.annotations.NullMarked
package factory.pipeline.document;
