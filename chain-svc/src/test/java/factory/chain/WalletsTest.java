package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import factory.chain.v1.SignerKind;
import factory.chain.v1.VerifySignatureRequest;
import factory.chain.v1.VerifySignatureResponse;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;

/** Signatures of keys and of contract wallets, on a real chain behind an endpoint that may fail. */
@Tag("slow")
@Timeout(120)
class WalletsTest {
  /** As in {@code contracts/test/wallets/WalletFixture.sol}. */
  private enum Habit {
    GOOD(0),
    APPROVED(1),
    WRONG(2),
    REVERTING(3),
    BROKEN(4),
    BURNING(5),
    SLOW(6),
    SHORT(7),
    HUGE(8),
    EMPTY(9),
    DIRTY(10),
    WRITING(11);

    private final int number;

    Habit(int number) {
      this.number = number;
    }
  }

  private static final ByteString MESSAGE = ByteString.copyFromUtf8("Let me in, it's me: \u9be8");
  private static final Credentials KEY = Credentials.create("0x" + "4d".repeat(32));

  private static Anvil anvil;
  private static Meddler meddler;
  private static RunningNode node;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    meddler = new Meddler(anvil.uri());
    node = RunningNode.start(TestDatabase.fresh("chain"), meddler.uri()).healthy();
  }

  @AfterAll
  static void stop() {
    node.close();
    meddler.close();
    anvil.close();
  }

  @AfterEach
  void honest() {
    meddler.now(Meddler.Mode.HONEST);
    node.healthy();
  }

  private static ByteString signed(Credentials key) {
    var signature = Sign.signPrefixedMessage(MESSAGE.toByteArray(), key.getEcKeyPair());
    return ByteString.copyFrom(signature.getR())
        .concat(ByteString.copyFrom(signature.getS()))
        .concat(ByteString.copyFrom(signature.getV()));
  }

  private static VerifySignatureResponse verify(String wallet, ByteString signature) {
    return node.chain()
        .verifySignature(
            VerifySignatureRequest.newBuilder()
                .setChainId(31337)
                .setWallet(wallet)
                .setMessage(MESSAGE)
                .setSignature(signature)
                .build());
  }

  private static String deployed(Habit habit) {
    try (var artifact = WalletsTest.class.getResourceAsStream("/contracts/WalletFixture.json")) {
      var bytecode = new ObjectMapper().readTree(artifact).path("bytecode").textValue();
      var arguments =
          FunctionEncoder.encodeConstructor(
              List.of(new Address(KEY.getAddress()), new Uint8(habit.number)));
      var sender = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
      var hash =
          anvil.rpc(
              "eth_sendTransaction",
              "[{\"from\":\"" + sender + "\",\"data\":\"" + bytecode + arguments + "\"}]");
      String receipt;
      do {
        receipt = anvil.rpc("eth_getTransactionReceipt", "[" + hash + "]");
      } while (receipt.equals("null"));
      var told = new ObjectMapper().readTree(receipt);
      var block = Long.decode(told.path("blockNumber").textValue());
      Until.holds(
          "the wallet's block is applied",
          java.time.Duration.ofSeconds(40),
          () -> node.status().getLatest().getNumber() >= block);
      return told.path("contractAddress").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKeysSignatureIsItsWalletsAndNobodyElses() {
    var own = verify(KEY.getAddress(), signed(KEY));
    var upper = verify("0x" + KEY.getAddress().substring(2).toUpperCase(Locale.ROOT), signed(KEY));
    var other = verify(Trader.first(anvil).account().hex(), signed(KEY));

    assertThat(own.getValid()).isTrue();
    assertThat(own.getKind()).isEqualTo(SignerKind.SIGNER_KIND_KEY);
    assertThat(own.hasBlock()).isFalse();
    assertThat(upper).isEqualTo(own);
    assertThat(other).isEqualTo(VerifySignatureResponse.getDefaultInstance());
    assertThat(verify("0x" + "0".repeat(40), signed(KEY)).getValid()).isFalse();
    // A precompile answers anything with 32 bytes; it is no wallet.
    assertThat(verify("0x" + "0".repeat(39) + "2", signed(KEY)).getValid()).isFalse();
  }

  @Test
  void aContractWalletVouchesForItsOwnersSignatureAndForNoOther() {
    var wallet = deployed(Habit.GOOD);

    var own = verify(wallet, signed(KEY));
    var foreign = verify(wallet, signed(Credentials.create("0x" + "5d".repeat(32))));

    assertThat(own.getValid()).isTrue();
    assertThat(own.getKind()).isEqualTo(SignerKind.SIGNER_KIND_CONTRACT);
    assertThat(own.getBlock().getHash()).matches("0x[0-9a-f]{64}");
    assertThat(foreign.getValid()).isFalse();
    assertThat(foreign.getKind()).isEqualTo(SignerKind.SIGNER_KIND_UNSPECIFIED);
    assertThat(foreign.hasBlock()).isTrue();
  }

  @Test
  void aContractWalletDecidesWhatASignatureIs() {
    assertThat(verify(deployed(Habit.SLOW), ByteString.copyFromUtf8("x".repeat(16_384))).getKind())
        .isEqualTo(SignerKind.SIGNER_KIND_CONTRACT);
    var approved = deployed(Habit.APPROVED);
    assertThat(verify(approved, ByteString.EMPTY).getValid()).isTrue();
    assertThat(verify(approved, signed(KEY)).getValid()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      names = {
        "WRONG",
        "REVERTING",
        "BROKEN",
        "BURNING",
        "SHORT",
        "HUGE",
        "EMPTY",
        "DIRTY",
        "WRITING"
      })
  void aContractWalletThatAnswersAnythingElseDoesNotVouch(Habit habit) {
    var answer = verify(deployed(habit), signed(KEY));

    assertThat(answer.getValid()).isFalse();
    assertThat(answer.hasBlock()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Meddler.Mode.class,
      names = {"STALLED", "DROPPING", "PROXY_PAGE", "CALLS_REFUSED", "CALLS_EMPTY", "LITTLE_GAS"})
  void aFailingEndpointIsNeverABadSignatureAndDoesNotStopAKeys(Meddler.Mode mode) {
    var wallet = deployed(Habit.GOOD);
    meddler.now(mode);

    var fault = refusal(() -> verify(wallet, signed(KEY)));

    assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(fault.reason()).isEqualTo("SIGNATURE_NOT_VERIFIED");
    assertThat(fault.metadata().get("problem")).isNotEmpty().doesNotContain("secret-of-endpoint");
    assertThat(verify(KEY.getAddress(), signed(KEY)).getValid()).isTrue();
  }

  @Test
  void aHundredAtOnceAreEachAnswered() throws InterruptedException, ExecutionException {
    var wallet = deployed(Habit.GOOD);
    List<Future<VerifySignatureResponse>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        var asked = i % 2 == 0 ? wallet : KEY.getAddress();
        all.add(threads.submit(() -> verify(asked, signed(KEY))));
      }
    }

    for (var one : all) {
      assertThat(one.get().getValid()).isTrue();
    }
  }
}
