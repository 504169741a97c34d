package factory.pipeline.write;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a service: its Java against the runtime, the document that it serves, and what people need
 * to read, build and run it. The same specification always gives the same bytes.
 */
public final class Writer {
  private static final String SOURCES = "src/factory/generated/";

  /** A writer; it keeps nothing between calls. */
  public Writer() {}

  /**
   * Writes a service.
   *
   * @param specification one that makes sense
   */
  public Artifact write(Specification specification) {
    CpuPool.requirePlatformThread();
    var names = new Names(specification);
    SortedMap<String, String> files = new TreeMap<>();
    for (var kind : specification.kinds()) {
      files.put(SOURCES + names.of(kind) + ".java", KindSource.of(kind, names));
    }
    files.put(SOURCES + "Main.java", MainSource.of(specification, names));
    var openapi = OpenApi.of(specification, names);
    files.put("openapi.json", openapi);
    files.put("README.md", Readme.of(specification));
    files.put(Artifact.SPECIFICATION, Specifications.write(specification));
    return new Artifact(specification.title(), files, openapi);
  }
}
