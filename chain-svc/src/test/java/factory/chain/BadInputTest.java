package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListHoldingsRequest;
import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.TokenId;
import factory.chain.v1.VerifySignatureRequest;
import factory.mesh.Fault;
import factory.store.TestDatabase;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each field of each call, with everything that does not belong there. A field that is new to the
 * proto fails here until it is listed.
 */
@Timeout(60)
class BadInputTest {
  private static final TokenId TOKEN =
      TokenId.newBuilder().setChainId(31337).setAddress("0x" + "ab".repeat(20)).build();
  private static final String WALLET = "0x" + "Cd".repeat(20);
  private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

  /** A request of each call that is well formed; nothing in it exists. */
  private static final Map<String, Message> GOOD =
      Map.ofEntries(
          Map.entry("ListTokens", ListTokensRequest.newBuilder().setChainId(31337).build()),
          Map.entry("ListHolders", ListHoldersRequest.newBuilder().setToken(TOKEN).build()),
          Map.entry("ListTrades", ListTradesRequest.newBuilder().setToken(TOKEN).build()),
          Map.entry("ListHoldings", ListHoldingsRequest.newBuilder().setWallet(WALLET).build()),
          Map.entry(
              "GetToken", GetTokenRequest.newBuilder().setServiceId(ID).setChainId(31337).build()),
          Map.entry(
              "QuoteBuy", QuoteBuyRequest.newBuilder().setToken(TOKEN).setTokens("1").build()),
          Map.entry(
              "QuoteSell", QuoteSellRequest.newBuilder().setToken(TOKEN).setAmount("1").build()),
          Map.entry("GetCurve", GetCurveRequest.newBuilder().setToken(TOKEN).build()),
          Map.entry(
              "GetBalance",
              GetBalanceRequest.newBuilder().setToken(TOKEN).setWallet(WALLET).build()),
          Map.entry(
              "PrepareBuy",
              PrepareBuyRequest.newBuilder()
                  .setToken(TOKEN)
                  .setWallet(WALLET)
                  .setEthInWei("1")
                  .build()),
          Map.entry(
              "PrepareSell",
              PrepareSellRequest.newBuilder()
                  .setToken(TOKEN)
                  .setWallet(WALLET)
                  .setAmount("1")
                  .build()),
          Map.entry(
              "GetTransaction",
              GetTransactionRequest.newBuilder()
                  .setChainId(31337)
                  .setHash("0x" + "0F".repeat(32))
                  .build()),
          Map.entry(
              "VerifySignature",
              VerifySignatureRequest.newBuilder()
                  .setChainId(31337)
                  .setWallet(WALLET)
                  .setMessage(ByteString.copyFromUtf8("m"))
                  .build()),
          Map.entry(
              "CreateToken",
              CreateTokenRequest.newBuilder()
                  .setServiceId(ID)
                  .setName("Books")
                  .setChainId(31337)
                  .build()));

  /** Has tests of its own, or has nothing to get wrong. */
  private static final List<String> ELSEWHERE = List.of("ListChains", "WatchBalances");

  private static final List<String> NO_AMOUNTS =
      List.of(
          "0",
          "-1",
          "-0",
          "+1",
          "00",
          "01",
          "1.0",
          "1.5",
          ".5",
          "1e18",
          "1E3",
          "0x1",
          "0b1",
          "1f",
          "1L",
          "1_000",
          "1,000",
          " 1",
          "1 ",
          "1\n",
          "\t1",
          "1\u0000",
          "1\u00a0",
          "\u0661",
          "\uff11",
          "\u00b2",
          "\u2460",
          "1\u0660",
          "NaN",
          "Infinity",
          "null",
          "one",
          BigInteger.TWO.pow(256).toString(),
          "9".repeat(78),
          "1" + "0".repeat(100_000));

  private static final List<String> NO_ADDRESSES =
      List.of(
          "0x",
          "0x12",
          "ab".repeat(20),
          "0X" + "ab".repeat(20),
          "0x" + "ab".repeat(19),
          "0x" + "ab".repeat(21),
          "0x" + "g".repeat(40),
          "0x" + "\uff11".repeat(40),
          " 0x" + "ab".repeat(20),
          "0x" + "ab".repeat(20) + "\n",
          "0x" + "ab".repeat(20) + "\u0000",
          "vitalik.eth",
          "x".repeat(100_000));

  private static final List<String> NO_IDS =
      List.of(
          "",
          "1-1-1-1-1",
          ID.substring(1),
          ID + "0",
          ID.replace("-", ""),
          "{" + ID + "}",
          " " + ID,
          ID + "\n",
          ID.replace('0', 'g'),
          "x".repeat(100_000));

  private static final List<Duration> NO_VALIDITIES =
      List.of(
          seconds(0, 0),
          seconds(-20, 0),
          seconds(9, 999_999_999),
          seconds(86_400, 1),
          seconds(86_401, 0),
          seconds(600, -1),
          seconds(600, 1_000_000_000),
          seconds(Long.MAX_VALUE, Integer.MAX_VALUE),
          seconds(Long.MIN_VALUE, Integer.MIN_VALUE));

  private static Duration seconds(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static List<?> bad(String call, String field) {
    return switch (field) {
      case "service_id" -> NO_IDS;
      case "token.address", "wallet" -> and(NO_ADDRESSES, "");
      case "to" -> and(NO_ADDRESSES, "0x" + "0".repeat(40), TOKEN.getAddress());
      case "eth_in_wei", "tokens", "amount" -> and(NO_AMOUNTS, "");
      case "up_to_supply" -> and(NO_AMOUNTS, "499", "1" + "0".repeat(23) + "1");
      case "access_threshold" -> and(NO_AMOUNTS, "1" + "0".repeat(23) + "1");
      case "hash" ->
          List.of("", "0x", "0x" + "a".repeat(63), "0x" + "g".repeat(64), "a".repeat(64));
      case "page_size" -> List.of(1_001, -1, Integer.MIN_VALUE);
      case "page_token" -> List.of("!", "1", "x".repeat(100_000));
      case "points" -> List.of(1, 501, -1, Integer.MIN_VALUE);
      case "slippage_bps" -> List.of(5_001, -1, Integer.MIN_VALUE);
      case "valid_for" -> NO_VALIDITIES;
      case "message" -> List.of(ByteString.EMPTY, ByteString.copyFrom(new byte[16_385]));
      case "signature" -> List.of(ByteString.copyFrom(new byte[16_385]));
      case "name" -> List.of("", "  ", "x".repeat(33), "\u00e4".repeat(17), "a\u0000b", "a\nb");
      // 0 is what an unset one holds.
      case "chain_id", "token.chain_id" -> List.of(0L, 1L, -1L, Long.MAX_VALUE, 4_294_998_633L);
      default -> throw new AssertionError("what must " + call + " refuse in " + field + "?");
    };
  }

  private static List<String> and(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  record Case(String call, Message good, String field) {
    @Override
    public String toString() {
      return call + " " + field;
    }
  }

  static List<Case> everyField() {
    List<Case> cases = new ArrayList<>();
    GOOD.forEach(
        (call, message) -> {
          for (var field : message.getDescriptorForType().getFields()) {
            if (field.getName().equals("token")) {
              cases.add(new Case(call, message, "token.chain_id"));
              cases.add(new Case(call, message, "token.address"));
            } else {
              cases.add(new Case(call, message, field.getName()));
            }
          }
        });
    return cases;
  }

  private static RunningNode node;

  @BeforeAll
  static void start() {
    // Nobody has to be at the other end for that.
    node = RunningNode.start(TestDatabase.fresh("chain"), URI.create("http://127.0.0.1:9"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void everyCallIsListed() {
    var calls = new TreeSet<>(GOOD.keySet());
    calls.addAll(ELSEWHERE);

    assertThat(methods().map(MethodDescriptor::getBareMethodName))
        .containsExactlyInAnyOrderElementsOf(calls);
  }

  private static Stream<MethodDescriptor<?, ?>> methods() {
    return Stream.of(ChainGrpc.getServiceDescriptor(), IssuerGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream());
  }

  @ParameterizedTest
  @MethodSource("everyField")
  void isRefusedWithTheFieldsName(Case one) {
    for (var value : bad(one.call(), one.field())) {
      var fault = refusal(() -> call(one.call(), with(one.good(), one.field(), value)));

      if (one.field().endsWith("chain_id")) {
        assertThat(fault.reason()).isEqualTo("CHAIN_NOT_FOUND");
        assertThat(fault.metadata()).containsEntry("chain_id", Long.toUnsignedString((Long) value));
      } else {
        assertThat(fault.code()).as("%s", value).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fault.fields())
            .as("%s", value)
            .extracting(Fault.FieldViolation::field)
            .containsExactly(one.field());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void andNothingIsRefusedOfARequestThatIsWellFormed(String call, Message request) {
    var fault = refusal(() -> call(call, request));

    assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  static Stream<Arguments> everyCall() {
    return GOOD.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  @Test
  void aPurchaseIsQuotedOneWayAndNotNone() {
    var fault =
        refusal(() -> call("QuoteBuy", QuoteBuyRequest.newBuilder().setToken(TOKEN).build()));

    assertThat(fault.fields().getFirst().field()).isEqualTo("amount");
  }

  private static Message with(Message message, String path, Object value) {
    var builder = message.toBuilder();
    if (path.startsWith("token.")) {
      var token = TOKEN.toBuilder();
      token.setField(field(token.build(), path.substring("token.".length())), value);
      return builder.setField(field(message, "token"), token.build()).build();
    }
    return builder.setField(field(message, path), value).build();
  }

  private static FieldDescriptor field(Message message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  @SuppressWarnings("unchecked")
  private static Object call(String name, Message request) {
    var method =
        (MethodDescriptor<Message, Object>)
            methods().filter(m -> name.equals(m.getBareMethodName())).findFirst().orElseThrow();
    return ClientCalls.blockingUnaryCall(
        node.channel().channel(), method, CallOptions.DEFAULT, request);
  }
}
