package factory.chain.rpc;

import com.google.protobuf.ByteString;
import factory.chain.index.Head;
import factory.chain.token.ChainFault;
import factory.chain.v1.SignerKind;
import factory.chain.v1.VerifySignatureRequest;
import factory.chain.v1.VerifySignatureResponse;
import factory.chain.wallet.Verdict;
import factory.mesh.Refused;
import java.time.Clock;

/** What wallets signed. */
final class WalletCalls {
  private static final int MOST_BYTES = 16 * 1024;

  private final Chains chains;
  private final Clock clock;

  WalletCalls(Chains chains, Clock clock) {
    this.chains = chains;
    this.clock = clock;
  }

  VerifySignatureResponse verify(VerifySignatureRequest request) {
    var wallet = Parse.account("wallet", request.getWallet());
    var message = bytes("message", request.getMessage(), 1);
    var signature = bytes("signature", request.getSignature(), 0);
    var chain = chains.require(request.getChainId());
    var verdict = chain.signatures().verify(wallet, message, signature, () -> pin(chain));
    var response = VerifySignatureResponse.newBuilder();
    switch (verdict) {
      case Verdict.Key _ -> response.setValid(true).setKind(SignerKind.SIGNER_KIND_KEY);
      case Verdict.Contract(var at) ->
          response
              .setValid(true)
              .setKind(SignerKind.SIGNER_KIND_CONTRACT)
              .setBlock(Render.block(at));
      case Verdict.Nobody(var at) -> at.ifPresent(head -> response.setBlock(Render.block(head)));
    }
    return response.build();
  }

  /** The newest block that is known; an old one may be from before a wallet changed hands. */
  private Head pin(ServedChain chain) {
    var problem = chain.problem(clock.instant());
    var head = chain.picture().head();
    if (!problem.isEmpty() || head.isEmpty()) {
      throw new Refused(new ChainFault.NotVerified(chain.id(), problem));
    }
    return head.get();
  }

  private static byte[] bytes(String field, ByteString bytes, int least) {
    if (bytes.size() < least || bytes.size() > MOST_BYTES) {
      throw Refused.field(field, "must be " + least + " to " + MOST_BYTES + " bytes");
    }
    return bytes.toByteArray();
  }
}
