package factory.pipeline.write;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.spec.expression.JavaText;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a service: its Java against the runtime, the document that it serves, and what people need
 * to read, build and run it. The same specification always gives the same bytes.
 */
public final class Writer {
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
    var context = new Context(specification, names);
    SortedMap<String, String> files = new TreeMap<>();
    for (var kind : specification.kinds()) {
      files.put(source(names.of(kind)), KindSource.of(kind, context.file()));
      var actions =
          specification.actions().stream()
              .filter(action -> action.kind().equals(kind.name()))
              .toList();
      if (!actions.isEmpty()) {
        files.put(source(names.actionsOf(kind)), ActionSource.of(kind, actions, context.file()));
      }
    }
    for (var report : specification.reports()) {
      files.put(source(names.of(report)), ReportSource.of(report, context.file()));
    }
    for (var function : specification.functions()) {
      files.put(source(names.of(function)), FunctionSource.of(function, context.file()));
    }
    for (var tool : specification.tools()) {
      files.put(source(names.of(tool)), ToolSource.of(tool, context.file()));
    }
    for (var code : specification.code()) {
      files.put(source("code/" + JavaText.codeClass(code.name())), CodeSource.of(code));
    }
    specification
        .errors()
        .ifPresent(errors -> files.put(source("Errors"), RouteSource.file(errors)));
    files.put(source("Main"), MainSource.of(specification, names));
    var openapi = OpenApi.of(specification, names);
    files.put("openapi.json", openapi);
    files.putAll(RunScripts.all());
    var stories = Stories.of(specification, names);
    stories.ifPresent(told -> files.put("stories.arazzo.json", told));
    files.put("README.md", Readme.of(specification, stories.isPresent()));
    files.put(Artifact.SPECIFICATION, Specifications.write(specification));
    return new Artifact(specification.title(), files, openapi);
  }

  private static String source(String name) {
    return "src/factory/generated/" + name + ".java";
  }
}
