/**
 * Reads an OpenAPI document in a process of its own: text in, a small model of it as JSON out. It
 * opens no address and no file.
 */
@org.jspecify.annotations.NullMarked
package factory.document;
