package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.RpcRefused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Logger;

/**
 * Compares the picture with what the contracts themselves say at the same block: each round the
 * supplies of some tokens, in turn, and the balances of some of their holders. Used by one thread.
 */
final class Audit {
  private static final Logger LOG = Logger.getLogger(Audit.class.getName());
  private static final int TOKENS = 50;
  private static final int BALANCES = 200;

  private final long chainId;
  private final Picture picture;
  private final SplittableRandom random = new SplittableRandom();
  private int nextToken;
  private boolean saidSkipped;

  Audit(long chainId, Picture picture) {
    this.chainId = chainId;
    this.picture = picture;
  }

  /** The picture is not what the contracts say. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(String message) {
      super(message);
    }
  }

  /**
   * One round at the newest applied block.
   *
   * @throws Failed when something differs
   */
  void round(Endpoint endpoint, BlockRef block) {
    var most = Math.max(2, BALANCES / Math.max(1, Math.min(TOKENS, picture.tokens().size())));
    var samples = picture.samples(nextToken, TOKENS, most, random);
    nextToken = samples.size() < TOKENS ? 0 : nextToken + TOKENS;
    List<Endpoint.Question> questions = new ArrayList<>();
    for (var sample : samples) {
      questions.add(new Endpoint.Question(sample.token(), Contracts.totalSupply()));
      for (var holding : sample.held()) {
        questions.add(new Endpoint.Question(sample.token(), Contracts.balanceOf(holding.wallet())));
      }
    }
    List<String> answers;
    try {
      answers = endpoint.callsAt(block.hash(), questions);
    } catch (RpcRefused e) {
      if (!saidSkipped) {
        LOG.warning(
            () ->
                "chain "
                    + chainId
                    + ": the index is not audited while the endpoint does not answer at a block's"
                    + " hash: "
                    + e.getMessage());
      }
      saidSkipped = true;
      return;
    }
    saidSkipped = false;
    var answer = answers.iterator();
    for (var sample : samples) {
      require(sample.token(), "the supply", sample.supply(), answer.next());
      for (var holding : sample.held()) {
        var what = "the balance of " + holding.wallet();
        require(sample.token(), what, holding.amount(), answer.next());
      }
    }
    LOG.fine(() -> "chain " + chainId + ": audited " + questions.size() + " numbers");
  }

  private static void require(Account token, String what, BigInteger indexed, String answer) {
    // No bytes at all is what an address without a contract answers.
    if (answer.equals("0x") || !indexed.equals(Contracts.number(answer))) {
      throw new Failed(what + " of token " + token + " is not what its contract says");
    }
  }
}
