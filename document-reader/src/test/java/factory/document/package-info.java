@org.jspecify.annotations.NullMarked
package factory.document;
