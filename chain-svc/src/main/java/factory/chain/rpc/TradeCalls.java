package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.chain.token.ChainFault;
import factory.chain.trade.Prepared;
import factory.chain.trade.Terms;
import factory.chain.trade.Transactions.Outcome;
import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.GetTransactionResponse;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareBuyResponse;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.PrepareSellResponse;
import factory.chain.v1.Transaction;
import factory.chain.v1.TransactionState;
import factory.chain.v1.UnsignedTransaction;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;

/** Trades for wallets to sign, and what became of those that were sent. */
final class TradeCalls {
  private static final int USUAL_SLIPPAGE_BPS = 100;
  private static final Duration USUAL_VALIDITY = Duration.ofMinutes(20);
  private static final Duration LEAST_VALIDITY = Duration.ofSeconds(10);
  private static final Duration MOST_VALIDITY = Duration.ofDays(1);

  private final Chains chains;
  private final Clock clock;

  TradeCalls(Chains chains, Clock clock) {
    this.chains = chains;
    this.clock = clock;
  }

  PrepareBuyResponse buy(PrepareBuyRequest request) {
    var wallet = recipient("wallet", request.getWallet(), request.getToken().getAddress());
    var wei = Parse.amount("eth_in_wei", request.getEthInWei(), BigInteger.ONE);
    var to =
        request.getTo().isEmpty()
            ? wallet
            : recipient("to", request.getTo(), request.getToken().getAddress());
    var terms =
        terms(
            request.hasSlippageBps() ? request.getSlippageBps() : USUAL_SLIPPAGE_BPS,
            request.hasValidFor() ? validity(request.getValidFor()) : USUAL_VALIDITY);
    var token = followed(chains.token(request.getToken()));
    var prepared = token.chain().trades().buy(token.supplied(), wallet, wei, to, terms);
    return PrepareBuyResponse.newBuilder()
        .setTransaction(unsigned(token.chain(), prepared.call()))
        .setTokens(prepared.quoted().toString())
        .setMinTokens(prepared.least().toString())
        .setDeadline(Moments.of(prepared.deadline()))
        .build();
  }

  PrepareSellResponse sell(PrepareSellRequest request) {
    var wallet = recipient("wallet", request.getWallet(), request.getToken().getAddress());
    var amount = Parse.amount("amount", request.getAmount(), BigInteger.ONE);
    var terms =
        terms(
            request.hasSlippageBps() ? request.getSlippageBps() : USUAL_SLIPPAGE_BPS,
            request.hasValidFor() ? validity(request.getValidFor()) : USUAL_VALIDITY);
    var token = followed(chains.token(request.getToken()));
    var prepared = token.chain().trades().sell(token.supplied(), wallet, amount, terms);
    return PrepareSellResponse.newBuilder()
        .setTransaction(unsigned(token.chain(), prepared.call()))
        .setPayoutWei(prepared.quoted().toString())
        .setMinPayoutWei(prepared.least().toString())
        .setDeadline(Moments.of(prepared.deadline()))
        .build();
  }

  GetTransactionResponse find(GetTransactionRequest request) {
    var hash = Parse.hash("hash", request.getHash());
    var chain = chains.require(request.getChainId());
    var transaction = Transaction.newBuilder().setChainId(chain.id()).setHash(hash);
    switch (chain.transactions().find(hash)) {
      case Outcome.Pending _ -> transaction.setState(TransactionState.TRANSACTION_STATE_PENDING);
      case Outcome.Mined mined -> {
        transaction
            .setState(
                mined.succeeded()
                    ? TransactionState.TRANSACTION_STATE_SUCCEEDED
                    : TransactionState.TRANSACTION_STATE_REVERTED)
            .setBlock(Render.block(mined.block()))
            .setConfirmations(mined.confirmations())
            .setFinalized(mined.indexed() && chain.isFinal(mined.block().number()))
            .setIndexed(mined.indexed());
        mined.feeWei().ifPresent(fee -> transaction.setFeeWei(fee.toString()));
      }
    }
    return GetTransactionResponse.newBuilder().setTransaction(transaction).build();
  }

  /** A quote on old balances would surprise whoever signs. */
  private Chains.OnChain followed(Chains.OnChain token) {
    var problem = token.chain().problem(clock.instant());
    if (!problem.isEmpty()) {
      throw new Refused(new ChainFault.Unavailable(token.chain().id(), problem));
    }
    return token;
  }

  /** Neither nobody nor the token itself: its contract refuses both. */
  private static Account recipient(String field, String text, String token) {
    var account = Parse.account(field, text);
    if (account.equals(Account.NOBODY) || account.hex().equalsIgnoreCase(token)) {
      throw Refused.field(field, "must be neither the zero address nor the token");
    }
    return account;
  }

  private static Terms terms(int slippageBps, Duration validFor) {
    if (slippageBps < 0 || slippageBps > Terms.MOST_SLIPPAGE_BPS) {
      throw Refused.field("slippage_bps", "must be 0 to " + Terms.MOST_SLIPPAGE_BPS);
    }
    return new Terms(slippageBps, validFor);
  }

  private static Duration validity(com.google.protobuf.Duration told) {
    if (told.getSeconds() >= LEAST_VALIDITY.toSeconds()
        && told.getSeconds() <= MOST_VALIDITY.toSeconds()
        && told.getNanos() >= 0
        && told.getNanos() < 1_000_000_000) {
      var validity = Duration.ofSeconds(told.getSeconds(), told.getNanos());
      if (validity.compareTo(MOST_VALIDITY) <= 0) {
        return validity;
      }
    }
    throw Refused.field("valid_for", "must be 10 seconds to 1 day");
  }

  private static UnsignedTransaction unsigned(ServedChain chain, Prepared.Call call) {
    return UnsignedTransaction.newBuilder()
        .setChainId(chain.id())
        .setFrom(call.from().hex())
        .setTo(call.to().hex())
        .setData(call.data())
        .setValueWei(call.valueWei().toString())
        .setGasLimit(call.gasLimit().longValueExact())
        .setMaxFeePerGasWei(call.fees().maxWei().toString())
        // Without EIP-1559 the whole price is for whoever makes the block.
        .setMaxPriorityFeePerGasWei(call.fees().tipWei().orElse(call.fees().maxWei()).toString())
        .build();
  }
}
