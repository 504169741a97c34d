package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths that name several records: each is of the one before it. */
final class NestedPathsTest {
  private static final Resource TEAMS =
      Resource.of("team", "teams", Field.text("name").required()).sequenceKey();

  private static final Resource PROJECTS =
      Resource.of("project", "projects", Field.reference("team", "teams").required()).sequenceKey();

  private static final Resource TASKS =
      Resource.of(
              "task",
              "tasks",
              Field.reference("team", "teams").required(),
              Field.reference("project", "projects").required(),
              Field.text("title").required())
          .sequenceKey()
          .routes(
              Route.list("/teams/{t}/projects/{p}/tasks").key("t", "team").key("p", "project"),
              Route.create("POST", "/teams/{t}/projects/{p}/tasks")
                  .key("t", "team")
                  .key("p", "project"),
              Route.read("/teams/{t}/projects/{p}/tasks/{id}")
                  .key("t", "team")
                  .key("p", "project")
                  .key("id", "id"));

  @Test
  void whatDoesNotBelongTogetherIsNotThere(@TempDir Path folder) throws Exception {
    try (var service = Running.start(folder, TEAMS, PROJECTS, TASKS)) {
      service.post("/teams", "{\"name\":\"a\"}").is(201);
      service.post("/teams", "{\"name\":\"b\"}").is(201);
      var team = service.get("/teams").json().path("teams");
      var one = team.get(0).path("id").asText();
      var other = team.get(1).path("id").asText();
      var project =
          service
              .post("/projects", "{\"team\":\"" + one + "\"}")
              .is(201)
              .json()
              .path("id")
              .asText();
      var tasks = "/projects/" + project + "/tasks";

      service.post("/teams/" + one + tasks, "{\"title\":\"t\"}").is(201);
      var id = "/1";
      service.get("/teams/" + one + tasks + id).is(200);
      assertThat(service.get("/teams/" + one + tasks).is(200).json()).hasSize(1);

      service.post("/teams/" + other + tasks, "{\"title\":\"t\"}").is(404);
      service.get("/teams/" + other + tasks).is(404);
      service.get("/teams/" + other + tasks + id).is(404);
      service.get("/teams/" + one + "/projects/77/tasks").is(404);
    }
  }
}
