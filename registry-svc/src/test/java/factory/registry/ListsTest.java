package factory.registry;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Faults;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.ListServicesResponse;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceOrder;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceToken;
import factory.registry.v1.ServiceTokens;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services by name, of somebody, of some tokens, and how many there are. */
@Tag("slow")
@Timeout(120)
class ListsTest {
  private static final String ALICE = "0x" + "0a".repeat(20);
  private static final String BOB = "0x" + "0b".repeat(20);

  private RunningRegistry registry;

  @BeforeEach
  void start() {
    registry = RunningRegistry.fresh();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Service create(String name, String requester) {
    var service =
        registry
            .registry()
            .createService(
                CreateServiceRequest.newBuilder().setIdea(name).setRequesterId(requester).build())
            .getService();
    return registry
        .registry()
        .updateService(
            UpdateServiceRequest.newBuilder().setServiceId(service.getId()).setName(name).build())
        .getService();
  }

  private ListServicesResponse list(ListServicesRequest.Builder request) {
    return registry.registry().listServices(request.build());
  }

  private long total(ListServicesRequest.Builder request) {
    return list(request.setWithTotal(true)).getTotal();
  }

  private List<String> names(ListServicesRequest.Builder request) {
    return list(request).getServicesList().stream().map(Service::getName).toList();
  }

  /** Every page of one each. */
  private List<String> walked(ListServicesRequest.Builder request) {
    List<String> names = new ArrayList<>();
    do {
      var page = list(request.setPageSize(1));
      page.getServicesList().forEach(service -> names.add(service.getName()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return names;
  }

  private static ListServicesRequest.Builder request() {
    return ListServicesRequest.newBuilder();
  }

  private static ListServicesRequest.Builder byName() {
    return request().setOrder(ServiceOrder.SERVICE_ORDER_NAME);
  }

  @Test
  void listsByNameWhateverItsCaseAndPagesGoOnThere() {
    for (var name : List.of("pears", "Apples", "apples and pears", "Zebras", "apples", "Émile")) {
      create(name, ALICE);
    }
    var all = names(byName());
    assertThat(all).startsWith("Apples".equals(all.getFirst()) ? "Apples" : "apples");
    assertThat(all.subList(0, 2)).containsExactlyInAnyOrder("Apples", "apples");
    assertThat(all.subList(2, 6)).containsExactly("apples and pears", "pears", "Zebras", "Émile");
    assertThat(walked(byName())).isEqualTo(all);
    assertThat(walked(byName().setQuery("pears"))).containsExactly("apples and pears", "pears");
    assertThat(walked(request())).isEqualTo(names(request()));

    var token = list(byName().setPageSize(1)).getNextPageToken();
    assertThat(refused(request().setPageToken(token))).isEqualTo("PAGE_TOKEN_NOT_READABLE");
    assertThat(refused(byName().setOrderValue(99))).isEqualTo("INVALID_ARGUMENT");
  }

  private String refused(ListServicesRequest.Builder request) {
    try {
      var _ = list(request);
      return "";
    } catch (StatusRuntimeException e) {
      return Faults.fromGrpc(e).reason();
    }
  }

  @Test
  void listsWhatIsSomebodysAndWhatHasOneOfSomeTokens() {
    var mine = create("mine", ALICE);
    var other = create("other", BOB);
    create("nobody's", BOB);
    assertThat(names(request().setRequesterId("0x" + "0A".repeat(20)))).containsExactly("mine");
    assertThat(total(request().setRequesterId(BOB))).isEqualTo(2);
    assertThat(walked(byName().setRequesterId(BOB))).containsExactly("nobody's", "other");
    assertThat(refused(request().setRequesterId(""))).isEqualTo("INVALID_ARGUMENT");

    tokenise(mine, "0x" + "11".repeat(20));
    tokenise(other, "0x" + "22".repeat(20));
    assertThat(names(held())).isEmpty();
    assertThat(names(held("0x" + "22".repeat(20), "0x" + "33".repeat(20))))
        .containsExactly("other");
    assertThat(total(held("0x" + "22".repeat(20), "0x" + "11".repeat(20)))).isEqualTo(2);
    assertThat(names(held("0x" + "22".repeat(20)).setRequesterId(ALICE))).isEmpty();
    assertThat(refused(held("0x"))).isEqualTo("INVALID_ARGUMENT");
  }

  private void tokenise(Service service, String address) {
    var _ =
        registry
            .lifecycle()
            .recordToken(
                RecordTokenRequest.newBuilder()
                    .setServiceId(service.getId())
                    .setToken(
                        RouteToken.newBuilder()
                            .setChainId(31337)
                            .setAddress(address)
                            .setAccessThreshold("1"))
                    .build());
  }

  private static ListServicesRequest.Builder held(String... addresses) {
    var tokens = ServiceTokens.newBuilder();
    for (var address : addresses) {
      tokens.addTokens(ServiceToken.newBuilder().setChainId(31337).setAddress(address));
    }
    return request().setTokens(tokens);
  }

  @Test
  void countsAllThatMatchAndSaysSoWhereItStopsCounting() throws Exception {
    registry.fill(7_000);
    assertThat(list(request()).hasTotal()).isFalse();
    var page = list(request().setWithTotal(true));
    assertThat(page.getTotal()).isEqualTo(7_000);
    assertThat(page.getTotalIsLeast()).isFalse();
    var queued = request().setStatus(ServiceStatus.SERVICE_STATUS_QUEUED);
    assertThat(total(queued)).isEqualTo(7_000);
    var failed = request().setStatus(ServiceStatus.SERVICE_STATUS_FAILED);
    assertThat(total(failed)).isZero();

    var many = list(request().setQuery("filled").setWithTotal(true));
    assertThat(many.getTotal()).isEqualTo(1_000);
    assertThat(many.getTotalIsLeast()).isTrue();
    // Of the newest 5000 one is looked for by itself, of the others the index knows.
    for (var query : List.of("filled 6999", "filled 123")) {
      for (var order : List.of(request(), byName())) {
        var few = list(order.setQuery(query).setPageSize(100).setWithTotal(true));
        assertThat(few.getTotal()).isEqualTo(few.getServicesCount()).isPositive();
        assertThat(few.getTotalIsLeast()).isFalse();
      }
    }
    assertThat(names(byName().setQuery("filled 699").setPageSize(3)))
        .containsExactly("filled 699", "filled 6990", "filled 6991");
  }
}
