package factory.pipeline;

import static factory.pipeline.Stage.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.GetVersionSourceRequest;
import factory.pipeline.v1.ListVersionsRequest;
import factory.pipeline.v1.ListVersionsResponse;
import factory.pipeline.v1.PublishVersionRequest;
import factory.pipeline.v1.Version;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions are numbered and never change; everybody reads what they are, owners their source. */
@Timeout(120)
class VersionsTest {
  private static final Stage STAGE = new Stage();
  private static final String STRANGER = "0x" + "0b".repeat(20);

  @BeforeAll
  static void start() {
    STAGE.start();
  }

  @AfterAll
  static void stop() {
    STAGE.close();
  }

  private static ListVersionsResponse list(UUID service, int size, String token) {
    return STAGE
        .rpc()
        .listVersions(
            ListVersionsRequest.newBuilder()
                .setServiceId(service.toString())
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  private static Version get(UUID service, int number) {
    return STAGE
        .rpc()
        .getVersion(
            GetVersionRequest.newBuilder()
                .setServiceId(service.toString())
                .setNumber(number)
                .setWithOpenapi(true)
                .setWithSpecification(true)
                .build())
        .getVersion();
  }

  @Test
  void theyAreListedNewestFirstEachWithTheOneBeforeIt() {
    var service = STAGE.generated("things");
    assertThat(list(service, 0, "").getVersionsList()).hasSize(1);
    STAGE.succeeded(STAGE.generate(service));
    var newest = list(service, 1, "");
    assertThat(newest.getVersionsList()).extracting(Version::getNumber).containsExactly(2);
    assertThat(newest.getVersions(0).getParent()).isEqualTo(1);
    var oldest = list(service, 1, newest.getNextPageToken());
    assertThat(oldest.getVersionsList()).extracting(Version::getNumber).containsExactly(1);
    assertThat(oldest.getVersions(0).getParent()).isZero();
    assertThat(oldest.getNextPageToken()).isEmpty();
    assertThat(oldest.getVersions(0).getContentHash()).matches("[0-9a-f]{64}");
    // The same specification is the same content.
    assertThat(newest.getVersions(0).getContentHash())
        .isEqualTo(oldest.getVersions(0).getContentHash());
    assertThat(get(service, 1).getOpenapi()).contains("openapi");
    assertThat(get(service, 0).getNumber()).isEqualTo(2);
    assertThat(refusal(() -> list(service, 1, "nonsense")).fields().getFirst().field())
        .isEqualTo("page_token");
    assertThat(
            STAGE
                .rpc()
                .getSpecification(
                    GetSpecificationRequest.newBuilder().setServiceId(service.toString()).build())
                .getVersion())
        .isEqualTo(2);
  }

  private static Version newest(UUID service) {
    return list(service, 1, "").getVersions(0);
  }

  private static void become(UUID service, String specification) {
    var _ =
        STAGE
            .rpc()
            .changeSpecification(
                ChangeSpecificationRequest.newBuilder()
                    .setServiceId(service.toString())
                    .setSpecification(specification)
                    .build());
  }

  private static String notes(String title) {
    return "{\"format\":1,\"title\":\"%s\",\"kinds\":[{\"name\":\"note\",\"plural\":\"notes\",\"fields\":[{\"name\":\"text\",\"type\":\"text\"}]}]}"
        .formatted(title);
  }

  @Test
  void eachSaysWhoHadItMadeAndWhy() {
    var owner = STAGE.registry.requester;
    var service = STAGE.generated("said things");
    // Nobody is signed in: it is made for the requester.
    assertThat(newest(service).getAuthor()).isEqualTo(owner);
    assertThat(newest(service).getReason()).isEqualTo("First version. Read from the idea.");
    STAGE.succeeded(STAGE.generate(service));
    assertThat(newest(service).getReason()).isEqualTo("Made again from the same specification.");
    become(service, notes("Notes"));
    become(service, notes("My notes"));
    STAGE.succeeded(STAGE.generate(service));
    assertThat(newest(service).getReason()).isEqualTo("The specification was changed.");
    become(service, notes("Your notes"));
    var said = GenerateServiceRequest.newBuilder().setServiceId(service.toString());
    STAGE.succeeded(
        STAGE.rpcAs(owner).generateService(said.setReason("They are yours.").build()).getJob());
    assertThat(newest(service).getAuthor()).isEqualTo(owner);
    assertThat(newest(service).getReason()).isEqualTo("They are yours.");
    assertThat(list(service, 0, "").getVersionsList()).noneMatch(v -> v.getReason().isEmpty());
    for (var wrong : List.of("two\nlines", "x".repeat(501))) {
      assertThat(
              refusal(() -> STAGE.rpc().generateService(said.setReason(wrong).build()))
                  .fields()
                  .getFirst()
                  .field())
          .isEqualTo("reason");
    }
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    var service = STAGE.generated("other things");
    assertThat(refusal(() -> get(service, 7)).reason()).isEqualTo("VERSION_NOT_FOUND");
    assertThat(refusal(() -> get(UUID.randomUUID(), 1)).reason()).isEqualTo("SERVICE_NOT_FOUND");
    assertThat(refusal(() -> list(UUID.randomUUID(), 1, "")).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    assertThat(refusal(() -> get(STAGE.registry.create("nothing yet"), 0)).reason())
        .isEqualTo("NO_VERSION");
  }

  @Test
  void theSourceIsItsOwners() {
    var service = STAGE.generated("my things");
    var request =
        GetVersionSourceRequest.newBuilder().setServiceId(service.toString()).setNumber(1).build();
    assertThat(STAGE.rpcAs(STAGE.registry.requester).getVersionSource(request).getFilesMap())
        .containsKey("openapi.json");
    assertThat(refusal(() -> STAGE.rpcAs(STRANGER).getVersionSource(request)).reason())
        .isEqualTo("NOT_THE_OWNER");
    var publish =
        PublishVersionRequest.newBuilder()
            .setServiceId(service.toString())
            .setNumber(1)
            .setPublished(true);
    assertThat(refusal(() -> STAGE.rpcAs(STRANGER).publishVersion(publish.build())).reason())
        .isEqualTo("NOT_THE_OWNER");
    var owner = STAGE.rpcAs(STAGE.registry.requester);
    assertThat(owner.publishVersion(publish.build()).getVersion().getPublished()).isTrue();
    assertThat(STAGE.rpcAs(STRANGER).getVersionSource(request).getFilesMap()).isNotEmpty();
    assertThat(
            owner.publishVersion(publish.setPublished(false).build()).getVersion().getPublished())
        .isFalse();
  }
}
