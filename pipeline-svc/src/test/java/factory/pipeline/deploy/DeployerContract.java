package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.pipeline.ScriptedGenerator;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.job.StepFailed;
import factory.pipeline.version.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every deployer does; each implementation passes it. */
@Tag("slow")
@Timeout(120)
abstract class DeployerContract {
  static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));
  static final long MAX_DATA = 16 << 20;

  private static @Nullable Path jars;

  Path folder = Path.of("");
  @Nullable Deployer deployer;

  /** One over the same place as the one before it, as a node's successor has. */
  abstract Deployer open(Path folder);

  @BeforeAll
  static void makeFolder() throws IOException {
    jars = Files.createTempDirectory("jars");
    Files.createDirectories(jars.resolve("libs"));
  }

  @AfterAll
  static void deleteFolder() {
    Trees.delete(jars());
  }

  static Path jars() {
    return java.util.Objects.requireNonNull(jars);
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createTempDirectory("dp");
    deployer = open(folder);
    deployer().takeOver(Set.of());
  }

  @AfterEach
  void stop() throws IOException {
    if (deployer != null) {
      deployer.close();
    }
    var left = new Processes(folder).running();
    left.values().forEach(g -> g.processes().forEach(ProcessHandle::destroyForcibly));
    try (var sockets = Files.list(folder.resolve("run"))) {
      assertThat(sockets).isEmpty();
    } finally {
      Trees.delete(folder);
    }
    assertThat(left).as("processes that were left over").isEmpty();
  }

  Deployer deployer() {
    return java.util.Objects.requireNonNull(deployer);
  }

  /** The node is killed, and comes back. */
  void succeed(Set<UUID> wanted) {
    deployer = open(folder);
    deployer().takeOver(wanted);
  }

  static Path jar(String idea) {
    try {
      var jar = jars().resolve(idea.replace(' ', '-') + ".jar");
      if (Files.exists(jar)) {
        return jar;
      }
      var sources = Files.createTempDirectory(jars(), "src");
      for (var file : ScriptedGenerator.artifact(idea).files().entrySet()) {
        var path = sources.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      new SourceCompiler(jars().resolve("libs")).compileToJar(sources, jar);
      return jar;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Instance instance(UUID service) {
    return new Instance(UUID.randomUUID(), service, UUID.randomUUID(), false);
  }

  static UpstreamHttp.Answer call(Address upstream, Instance instance, String method, String path)
      throws IOException {
    return FakeGateway.call(instance.service().toString(), upstream, method, path);
  }

  @Test
  void anInstanceAnswersWhereTheDeployerSaysAndAsItsVersion() throws Exception {
    var instance = instance(UUID.randomUUID());

    var upstream = deployer().ensure(instance, jar("good"));

    assertThat(Health.version(Optional.empty(), call(upstream, instance, "GET", "/health").body()))
        .contains(instance.version());
    assertThat(deployer().find(instance)).contains(upstream);
    assertThat(deployer().probe(instance)).isEqualTo(new Condition.Answers());
    assertThat(deployer().logs(instance)).contains("version " + instance.version() + " starts");
    assertThat(deployer().awaitEnd(instance, Duration.ofMillis(50))).isFalse();
  }

  @Test
  void whatRunsIsNotStartedAgain() throws Exception {
    var instance = instance(UUID.randomUUID());
    var upstream = deployer().ensure(instance, jar("good"));
    var id = call(upstream, instance, "POST", "/things").body();

    assertThat(deployer().ensure(instance, jar("good"))).isEqualTo(upstream);

    assertThat(deployer().logs(instance).split("starts", -1)).hasSize(2);
    assertThat(call(upstream, instance, "GET", "/things").body()).contains(id);
  }

  @Test
  void whatWasNeverStartedIsNotThere() throws Exception {
    var instance = instance(UUID.randomUUID());

    assertThat(deployer().find(instance)).isEmpty();
    assertThat(deployer().probe(instance)).isEqualTo(new Condition.Ended());
    assertThat(deployer().awaitEnd(instance, Duration.ofSeconds(30))).isTrue();
    assertThat(deployer().logs(instance)).isEmpty();
    deployer().retire(instance);
    deployer().erase(instance.service());
  }

  @Test
  void whatAServiceKeepsOutlivesItsInstancesAndGoesWithIt() throws Exception {
    var service = UUID.randomUUID();
    var first = instance(service);
    var things = call(deployer().ensure(first, jar("good")), first, "POST", "/things").body();
    deployer().retire(first);
    assertThat(deployer().find(first)).isEmpty();

    var second = instance(service);
    var upstream = deployer().ensure(second, jar("good"));
    assertThat(call(upstream, second, "GET", "/things").body()).contains(things);
    deployer().retire(second);
    deployer().erase(service);

    var third = instance(service);
    upstream = deployer().ensure(third, jar("good"));
    assertThat(call(upstream, third, "GET", "/things").body()).doesNotContain(things);
  }

  @Test
  void anInstanceThatEndedIsSeenAndStartedAgain() throws Exception {
    var instance = instance(UUID.randomUUID());
    var upstream = deployer().ensure(instance, jar("good"));
    try {
      call(upstream, instance, "GET", "/exit");
    } catch (IOException e) {
      // It ends before it answers.
    }

    assertThat(deployer().awaitEnd(instance, Duration.ofSeconds(60))).isTrue();
    assertThat(deployer().probe(instance)).isEqualTo(new Condition.Ended());

    upstream = deployer().ensure(instance, jar("good"));
    assertThat(call(upstream, instance, "GET", "/health").status()).isEqualTo(200);
  }

  @Test
  void anInstanceThatHangsIsSilent() throws Exception {
    var instance = instance(UUID.randomUUID());
    var upstream = deployer().ensure(instance, jar("good"));
    call(upstream, instance, "GET", "/hang");

    assertThat(deployer().probe(instance)).isEqualTo(new Condition.Silent());
    assertThat(deployer().find(instance)).isPresent();
  }

  @Test
  void twoInstancesOfAServiceRunBesideEachOther() throws Exception {
    var service = UUID.randomUUID();
    var old = instance(service);
    var candidate = instance(service);
    var oldAt = deployer().ensure(old, jar("good"));
    var candidateAt = deployer().ensure(candidate, jar("good"));

    assertThat(candidateAt).isNotEqualTo(oldAt);
    deployer().retire(old);
    assertThat(call(candidateAt, candidate, "GET", "/health").status()).isEqualTo(200);
  }

  @Test
  void oneThatEndsAtOnceSaysWhyAndLeavesNothing() {
    var instance = instance(UUID.randomUUID());

    assertThatThrownBy(() -> deployer().ensure(instance, jar("dying at once")))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("ended before it answered")
        .hasMessageContaining("I cannot go on");
    deployer().retire(instance);
  }

  @Test
  void aTrialKeepsNothing() throws Exception {
    var trial = Instance.trial(UUID.randomUUID(), false);
    var upstream = deployer().ensure(trial, jar("good"));
    call(upstream, trial, "POST", "/things");
    deployer().retire(trial);

    upstream = deployer().ensure(trial, jar("good"));
    assertThat(call(upstream, trial, "GET", "/things").body()).isEqualTo("{\"things\":[]}");
    deployer().retire(trial);
  }

  @Test
  void onlyATrialIsToldThatNobodyKeepsWhatItStores() throws Exception {
    var version = UUID.randomUUID();
    assertThat(arguments(Instance.trial(version, false))).contains("--trial=on");
    assertThat(arguments(Instance.served(version))).noneMatch(a -> a.startsWith("--trial"));
    assertThat(arguments(instance(UUID.randomUUID()))).noneMatch(a -> a.startsWith("--trial"));
  }

  private List<String> arguments(Instance instance) throws Exception {
    deployer().ensure(instance, jar("good"));
    var arguments =
        members(instance).stream().flatMap(member -> member.arguments().stream()).toList();
    deployer().retire(instance);
    assertThat(arguments).anyMatch(argument -> argument.startsWith("--data="));
    return arguments;
  }

  @Test
  void aSuccessorTakesOverWhatIsWantedAndEndsTheRest() throws Exception {
    var wanted = instance(UUID.randomUUID());
    var other = instance(UUID.randomUUID());
    var upstream = deployer().ensure(wanted, jar("good"));
    deployer().ensure(other, jar("good"));

    succeed(Set.of(wanted.id()));

    assertThat(deployer().find(wanted)).contains(upstream);
    assertThat(deployer().find(other)).isEmpty();
    assertThat(deployer().ensure(wanted, jar("good"))).isEqualTo(upstream);
    assertThat(deployer().logs(wanted).split("starts", -1)).hasSize(2);
    deployer().retire(wanted);
    assertThat(deployer().find(wanted)).isEmpty();
  }

  @Test
  void anInstanceThatKeepsTooMuchIsOverItsLimitAndDoesNotStart() throws Exception {
    var instance = instance(UUID.randomUUID());
    deployer().ensure(instance, jar("good"));
    var data = folder.resolve("services/" + instance.service() + "/data");
    for (var i = 0; i < 5; i++) {
      Files.write(data.resolve("part" + i), new byte[(int) MAX_DATA / 4]);
    }

    assertThat(deployer().probe(instance)).isInstanceOf(Condition.OverLimit.class);
    deployer().retire(instance);
    assertThatThrownBy(() -> deployer().ensure(instance, jar("good")))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("pipeline.max-data-bytes");

    Files.delete(data.resolve("part0"));
    Files.delete(data.resolve("part1"));
    deployer().ensure(instance, jar("good"));
  }

  /** Deeper than a path may be long, as a program can make it by going from folder to folder. */
  @Test
  void whatAServiceKeepsIsDeletedHoweverDeepItIs() throws Exception {
    var instance = instance(UUID.randomUUID());
    deployer().ensure(instance, jar("good"));
    var kept = folder.resolve("services/" + instance.service());
    var chain = ("x".repeat(200) + "/").repeat(15);
    Files.createDirectories(kept.resolve("data/a/" + chain));
    Files.createDirectories(kept.resolve("data/b/" + chain));
    Files.move(kept.resolve("data/a"), kept.resolve("data/b/" + chain + "a"));

    assertThat(deployer().probe(instance)).isInstanceOf(Condition.OverLimit.class);
    deployer().retire(instance);
    deployer().erase(instance.service());

    assertThat(kept).doesNotExist();
  }

  static LocalDeployer local(Path folder, Isolation isolation) {
    return new LocalDeployer(place(folder, jars().resolve("libs"), false), isolation);
  }

  /** In a folder, with the runtime of a folder. */
  static LocalDeployer.Place place(Path folder, Path libs, boolean standby) {
    return new LocalDeployer.Place(
        folder,
        folder.resolve("run"),
        Path.of(System.getProperty("java.home")),
        libs,
        Duration.ofSeconds(60),
        1 << 20,
        MAX_DATA,
        true,
        standby,
        ASSERTIONS);
  }

  /** The processes of an instance, as the kernel has them. */
  List<Processes.Member> members(Instance instance) {
    return Optional.ofNullable(
            new Processes(folder)
                .running()
                .get(((Address.Unix) deployer().find(instance).orElseThrow()).path()))
        .orElseThrow()
        .members();
  }
}
