package factory.registry;

import static factory.registry.RunningRegistry.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Caller;
import factory.mesh.Faults;
import factory.mesh.TestTrust;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.RecordIdeaRequest;
import factory.registry.v1.RegistryGrpc.RegistryBlockingStub;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may change a service, asked over a real connection in the production profile. */
class OwnersTest {
  private static final String OWNER = "0x" + "0a".repeat(20);
  private static final String STRANGER = "0x" + "0c".repeat(20);
  private static RunningRegistry registry;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.inProduction();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private static String reason(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return Faults.fromGrpc(error).reason();
  }

  private static String create(RegistryBlockingStub as) {
    var request = CreateServiceRequest.newBuilder().setIdea("books").build();
    return as.createService(request).getService().getId();
  }

  private static void describe(RegistryBlockingStub as, String id) {
    as.updateService(
        UpdateServiceRequest.newBuilder().setServiceId(id).setIdea("more books").build());
  }

  private static void delete(RegistryBlockingStub as, String id) {
    as.deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
  }

  @Test
  void aServiceBelongsToTheWalletThatIsSignedIn() {
    var id = create(registry.registryAs(OWNER));
    var service =
        registry.registry().getService(GetServiceRequest.newBuilder().setServiceId(id).build());
    assertThat(service.getService().getRequesterId()).isEqualTo(OWNER);

    assertThat(reason(() -> describe(registry.registry(), id))).isEqualTo("SIGN_IN_REQUIRED");
    assertThat(reason(() -> describe(registry.registryAs(STRANGER), id)))
        .isEqualTo("NOT_THE_OWNER");
    assertThat(reason(() -> delete(registry.registryAs(STRANGER), id))).isEqualTo("NOT_THE_OWNER");
    describe(registry.registryAs(OWNER), id);
    delete(registry.registryAs(OPERATOR), id);
  }

  @Test
  void nobodyCreatesForAnother() {
    assertThat(reason(() -> create(registry.registry()))).isEqualTo("SIGN_IN_REQUIRED");
    var forAnother =
        CreateServiceRequest.newBuilder().setIdea("books").setRequesterId(STRANGER).build();
    assertThat(reason(() -> registry.registryAs(OWNER).createService(forAnother)))
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(
            registry.registryAs(OPERATOR).createService(forAnother).getService().getRequesterId())
        .isEqualTo(STRANGER);
  }

  @Test
  void aNodeRecordsIdeasForWhoeverAskedIt() {
    var request = RecordIdeaRequest.newBuilder().setIdea("books");
    assertThat(reason(() -> registry.lifecycle().recordIdea(request.build())))
        .isEqualTo("SIGN_IN_REQUIRED");
    assertThat(reason(() -> registry.lifecycle().recordIdea(request.setWallet("me").build())))
        .isEqualTo("INVALID_ARGUMENT");
    request.setWallet(OWNER).setRequestId("for " + OWNER);
    var made = registry.lifecycle().recordIdea(request.build()).getService();
    assertThat(made.getRequesterId()).isEqualTo(OWNER);
    assertThat(registry.lifecycle().recordIdea(request.build()).getService()).isEqualTo(made);
    // The same name of another's request: who asks is part of it.
    request.setRequesterId(OWNER).setWallet(OPERATOR);
    assertThat(reason(() -> registry.lifecycle().recordIdea(request.build())))
        .isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void anOwnerHandsItsServiceOver() {
    var id = create(registry.registryAs(OWNER));
    registry
        .registryAs(OWNER)
        .updateService(
            UpdateServiceRequest.newBuilder().setServiceId(id).setRequesterId(STRANGER).build());
    assertThat(reason(() -> describe(registry.registryAs(OWNER), id))).isEqualTo("NOT_THE_OWNER");
    describe(registry.registryAs(STRANGER), id);
  }

  @Test
  void whoReachesThisPortIsNobodyWhateverTheyClaim() {
    var headers = new Metadata();
    headers.put(Metadata.Key.of(Caller.WALLET, Metadata.ASCII_STRING_MARSHALLER), OPERATOR);
    var claiming =
        registry.registry().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    assertThat(reason(() -> create(claiming))).isEqualTo("SIGN_IN_REQUIRED");
    assertThat(reason(() -> create(registry.registryAs("me")))).isEqualTo("ASSERTION_INVALID");
    var forged = TestTrust.asWallet(TestTrust.ofDevelopment("edge"), "registry", OPERATOR);
    assertThat(reason(() -> create(registry.registry().withInterceptors(forged))))
        .isEqualTo("ASSERTION_INVALID");
  }
}
