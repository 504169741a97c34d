import factory.pipeline.spec.Specifications;
import factory.pipeline.template.Templates;
import factory.pipeline.template.Template;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the service of each template, and of each specification in folders: OUT FOLDER... */
class WriteServices {
  public static void main(String[] arguments) throws IOException {
    Map<String, String> specifications = new TreeMap<>();
    var templates = Templates.load();
    for (var template : templates.all()) {
      specifications.put(
          "template-" + template.name(),
          templates.filled(List.of(new Template.Use(template.name(), Map.of()))));
    }
    for (var folder : List.of(arguments).subList(1, arguments.length)) {
      try (var all = Files.walk(Path.of(folder))) {
        for (var file : all.filter(path -> path.toString().endsWith(".json")).toList()) {
          var name = file.getFileName().toString();
          specifications.put(
              name.equals("specification.json")
                  ? file.getParent().getParent().getFileName() + "-" + file.getParent().getFileName()
                  : name.substring(0, name.length() - ".json".length()),
              Files.readString(file));
        }
      }
    }
    for (var one : specifications.entrySet()) {
      var artifact = new Writer().write(Specifications.parse(one.getValue()));
      for (var file : artifact.files().entrySet()) {
        var path = Path.of(arguments[0], one.getKey()).resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    System.out.println(specifications.size() + " services");
  }
}
