package factory.edge;

import com.google.protobuf.ByteString;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.VerifySignatureRequest;
import factory.edge.gate.EvmAddress;
import factory.edge.identity.SignIn;
import factory.mesh.Faults;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.Supplier;

/** Signatures as chain-svc verifies them. */
final class ChainSignatures implements SignIn.Signatures {
  private final Channel chain;

  ChainSignatures(Channel chain) {
    this.chain = chain;
  }

  @Override
  public List<Long> chains() {
    return asked(
        () ->
            ChainGrpc.newBlockingStub(chain)
                .listChains(ListChainsRequest.getDefaultInstance())
                .getChainsList()
                .stream()
                .map(ChainStatus::getChainId)
                .toList());
  }

  @Override
  public SignIn.Signer signer(long chainId, EvmAddress wallet, byte[] message, byte[] signature) {
    var answer =
        asked(
            () ->
                ChainGrpc.newBlockingStub(chain)
                    .verifySignature(
                        VerifySignatureRequest.newBuilder()
                            .setChainId(chainId)
                            .setWallet(wallet.toString())
                            .setMessage(ByteString.copyFrom(message))
                            .setSignature(ByteString.copyFrom(signature))
                            .build()));
    if (!answer.getValid()) {
      return SignIn.Signer.NOBODY;
    }
    return switch (answer.getKind()) {
      case SIGNER_KIND_KEY -> SignIn.Signer.KEY;
      case SIGNER_KIND_CONTRACT -> SignIn.Signer.CONTRACT;
      case SIGNER_KIND_UNSPECIFIED, UNRECOGNIZED -> SignIn.Signer.NOBODY;
    };
  }

  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw Faults.refused(e);
    }
  }
}
