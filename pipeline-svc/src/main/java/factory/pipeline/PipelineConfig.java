package factory.pipeline;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Owners;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.pipeline.admission.Admission;
import factory.pipeline.admission.MemorySize;
import factory.pipeline.model.ModelPlace;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.prove.Budget;
import factory.pipeline.tool.ToolList;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.tool.UsualTools;
import factory.store.Database;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of this node; the only reader of it.
 *
 * @param listen {@code pipeline.listen}: where this node listens; 127.0.0.1:7002
 * @param store {@code pipeline.db.url}, {@code .user}, {@code .password}, {@code .pool-size}: its
 *     Postgres schema; the address has no default
 * @param neighbours {@code mesh.registry}, {@code mesh.registry-internal}, {@code mesh.chain},
 *     {@code mesh.chain-internal}: 127.0.0.1:7001, :7101, :7003, :7103
 * @param trust {@code mesh.keys.PEER}: whom this node believes, and shows who it is
 * @param dataDir {@code pipeline.data-dir}: artefacts, and the data and logs of services; no
 *     default. One running node to a folder
 * @param runDir {@code pipeline.run-dir}: the sockets of services, at most 70 characters; {@code
 *     run} in the data folder
 * @param runtimeLibs {@code pipeline.runtime-libs}: folder with the jars that generated services
 *     run on; no default
 * @param documentLibs {@code pipeline.document-libs}: folder with the jars that read OpenAPI
 *     documents, in processes of their own; without it none are read
 * @param tools {@code pipeline.tools}: a file with an operator's list of tools for services, see
 *     docs/tools.md; those that Debian has, where their programs are
 * @param model {@code pipeline.model} and the keys that begin so: see {@link ModelPlace}; none is
 *     asked without it
 * @param gatewayUrl {@code pipeline.gateway-url}: Envoy, for the probe through it;
 *     http://localhost:8080
 * @param javaHome {@code pipeline.java-home}: the JDK that runs services; the one that runs this
 *     node
 * @param workers {@code pipeline.workers}: jobs at once, 1 to 64; 4
 * @param jobsPerOwner {@code pipeline.jobs-per-owner}: jobs at once of one owner, 1 to 64; one less
 *     than there are workers, so that one is left for somebody else
 * @param poll {@code pipeline.poll}: between two looks for jobs that nobody announced; PT1S
 * @param lease {@code pipeline.lease}: after this long without a sign of life another node takes a
 *     worker's job over; PT15S
 * @param retryFor {@code pipeline.retry-for}: how long a step is tried again while a neighbour or
 *     the gateway is away; PT2M
 * @param startTimeout {@code pipeline.start-timeout}: how long a service may take to answer its
 *     health; PT30S
 * @param healthInterval {@code pipeline.health-interval}: between two looks at a running service;
 *     PT5S
 * @param maxLogBytes {@code pipeline.max-log-bytes}: of one log file, of which a service has at
 *     most two; 1048576
 * @param maxDataBytes {@code pipeline.max-data-bytes}: that a service may keep, 1 MiB to 2 GiB; 1
 *     GiB
 * @param maxFailures {@code pipeline.max-failures}: how often in a row a service may end or not
 *     answer before it stays down, 1 to 1000; 16
 * @param unsandboxed {@code pipeline.unsandboxed}: {@code accepted} where services may run without
 *     a sandbox when there is none; {@code refused}
 * @param fuzz {@code pipeline.fuzz-time}: how long a deployed version is tried in the background,
 *     at most PT1H, not at all for PT0S; PT1M. {@code pipeline.fuzz-calls}: by so many calls at
 *     most, 1 to 1000000; 20000
 * @param admission {@code pipeline.memory}, such as {@code 700m}: what services may take together;
 *     three quarters of the machine or container without this node's heap. {@code
 *     pipeline.services-per-owner}, 1 to 1000000; 100
 * @param stopProcessesOnClose {@code pipeline.stop-processes-on-close}: whether services end when
 *     this node is closed in order; true
 * @param standby {@code pipeline.standby}: whether a warm process of some 90 MB is kept, in which
 *     the next version is tried out; true where services may take 2 GiB or more
 * @param assertions {@code assertion.secret}: the keys of services, the same as edge-gateway's
 * @param owners {@code operators}, {@code open-changes}: who may work on services
 */
record PipelineConfig(
    Address listen,
    Database.Place store,
    Neighbours.Places neighbours,
    Trust trust,
    Path dataDir,
    Path runDir,
    Path runtimeLibs,
    Optional<Path> documentLibs,
    Toolbox tools,
    Optional<ModelPlace> model,
    URI gatewayUrl,
    Path javaHome,
    int workers,
    int jobsPerOwner,
    Duration poll,
    Duration lease,
    Duration retryFor,
    Duration startTimeout,
    Duration healthInterval,
    long maxLogBytes,
    long maxDataBytes,
    int maxFailures,
    boolean unsandboxed,
    Budget fuzz,
    Admission.Limits admission,
    boolean stopProcessesOnClose,
    boolean standby,
    Owners owners,
    Assertions assertions) {
  /** A socket's path may have about 100 characters; its name takes up to 30. */
  private static final int LONGEST_RUN_DIR = 70;

  private static final Duration LONGEST_FUZZ = Duration.ofHours(1);

  /** What a process that stands by takes is then less than a twentieth of it. */
  private static final long STANDBY_FROM = 2L << 30;

  /**
   * Reads and checks the settings.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  static PipelineConfig from(Settings settings) {
    return settings.readAll(PipelineConfig::read);
  }

  private static PipelineConfig read(Settings settings) {
    var dataDir = settings.path("pipeline.data-dir", settings.required("pipeline.data-dir"));
    var runDir =
        settings
            .text("pipeline.run-dir")
            .map(text -> settings.path("pipeline.run-dir", text))
            .orElse(dataDir.resolve("run"));
    if (runDir.toString().length() > LONGEST_RUN_DIR) {
      settings.refuse(
          "pipeline.run-dir: '"
              + runDir
              + "' is too long for unix sockets; at most "
              + LONGEST_RUN_DIR
              + " characters");
    }
    var runtimeLibs =
        settings.path("pipeline.runtime-libs", settings.required("pipeline.runtime-libs"));
    if (!Files.isDirectory(runtimeLibs)) {
      settings.refuse("pipeline.runtime-libs: '" + runtimeLibs + "' is not a folder");
    }
    var documentLibs =
        settings
            .text("pipeline.document-libs")
            .map(text -> settings.path("pipeline.document-libs", text));
    documentLibs
        .filter(libs -> !Files.isDirectory(libs))
        .ifPresent(
            libs -> settings.refuse("pipeline.document-libs: '" + libs + "' is not a folder"));
    var javaHome =
        settings.path(
            "pipeline.java-home",
            settings.text("pipeline.java-home", System.getProperty("java.home")));
    if (!Files.isExecutable(javaHome.resolve("bin/java"))) {
      settings.refuse("pipeline.java-home: '" + javaHome + "' has no bin/java");
    }
    var workers = settings.number("pipeline.workers", 4, 1, 64);
    var memory =
        settings.parsed("pipeline.memory", MemorySize.forServices(), PipelineConfig::memory);
    var config =
        new PipelineConfig(
            settings.address("pipeline.listen", "127.0.0.1:7002"),
            Database.Place.from(settings, "pipeline"),
            neighbours(settings),
            Trust.from(settings, "pipeline"),
            dataDir,
            runDir,
            runtimeLibs,
            documentLibs,
            settings.parsed(
                "pipeline.tools",
                Toolbox.of(UsualTools.all()),
                text -> Toolbox.of(ToolList.read(settings.path("pipeline.tools", text)))),
            ModelPlace.from(settings, System.getenv()),
            settings.parsed(
                "pipeline.gateway-url",
                URI.create("http://localhost:8080"),
                PipelineConfig::gatewayUrl),
            javaHome,
            workers,
            settings.number("pipeline.jobs-per-owner", Math.max(1, workers - 1), 1, 64),
            positive(settings, "pipeline.poll", Duration.ofSeconds(1)),
            positive(settings, "pipeline.lease", Duration.ofSeconds(15)),
            positive(settings, "pipeline.retry-for", Duration.ofMinutes(2)),
            positive(settings, "pipeline.start-timeout", Duration.ofSeconds(30)),
            positive(settings, "pipeline.health-interval", Duration.ofSeconds(5)),
            settings.number("pipeline.max-log-bytes", 1024 * 1024, 4096, Integer.MAX_VALUE),
            settings.number("pipeline.max-data-bytes", 1 << 30, 1 << 20, Integer.MAX_VALUE),
            settings.number("pipeline.max-failures", 16, 1, 1000),
            settings
                .parsed("pipeline.unsandboxed", "refused", PipelineConfig::refusedOrAccepted)
                .equals("accepted"),
            fuzz(settings),
            new Admission.Limits(
                memory, settings.number("pipeline.services-per-owner", 100, 1, 1_000_000)),
            settings.flag("pipeline.stop-processes-on-close", true),
            settings.flag("pipeline.standby", memory >= STANDBY_FROM),
            Owners.from(settings),
            Assertions.from(settings));
    return config;
  }

  private static Neighbours.Places neighbours(Settings settings) {
    var registry = settings.address("mesh.registry", "127.0.0.1:7001");
    var chain = settings.address("mesh.chain", "127.0.0.1:7003");
    return new Neighbours.Places(
        registry,
        settings.address("mesh.registry-internal", registry.internal().toString()),
        chain,
        settings.address("mesh.chain-internal", chain.internal().toString()));
  }

  private static Budget fuzz(Settings settings) {
    var time = settings.duration("pipeline.fuzz-time", Duration.ofMinutes(1));
    if (time.isNegative() || time.compareTo(LONGEST_FUZZ) > 0) {
      settings.refuse("pipeline.fuzz-time: must be PT0S to " + LONGEST_FUZZ);
    }
    return new Budget(settings.number("pipeline.fuzz-calls", 20_000, 1, 1_000_000), time, 0);
  }

  private static String refusedOrAccepted(String text) {
    if (!text.equals("accepted") && !text.equals("refused")) {
      throw new IllegalArgumentException("'" + text + "' is neither 'accepted' nor 'refused'");
    }
    return text;
  }

  private static long memory(String text) {
    var bytes = MemorySize.parse(text);
    if (bytes < Admission.SERVICE_BYTES) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is too little for one service; at least "
              + (Admission.SERVICE_BYTES >> 20)
              + "m");
    }
    return bytes;
  }

  private static URI gatewayUrl(String text) {
    var url = URI.create(text.replaceAll("/+$", ""));
    if (url.getHost() == null || !"http https".contains(String.valueOf(url.getScheme()))) {
      throw new IllegalArgumentException("'" + text + "' is not an http address");
    }
    return url;
  }

  private static Duration positive(Settings settings, String key, Duration otherwise) {
    var duration = settings.duration(key, otherwise);
    if (duration.toMillis() < 1) {
      settings.refuse(key + ": must be at least one millisecond");
    }
    return duration;
  }
}
