package factory.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.chain.v1.Block;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CurvePoint;
import factory.chain.v1.EndpointStatus;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.chain.v1.Trade;
import factory.chain.v1.Transaction;
import factory.chain.v1.UnsignedTransaction;
import factory.web.neighbour.Words;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What chains tell, as JSON: always all fields, like {@link Json}. */
public final class ChainJson {
  private ChainJson() {}

  public static ObjectNode chain(ChainStatus chain) {
    var json = Json.object().put("chain_id", chain.getChainId()).put("name", chain.getName());
    json.set("latest", chain.hasLatest() ? block(chain.getLatest()) : null);
    json.set("finalized", chain.hasFinalized() ? block(chain.getFinalized()) : null);
    json.put("finality", chain.getFinality())
        .put("head_age_ms", chain.hasHeadAge() ? millis(chain.getHeadAge()) : null)
        .put("lag_blocks", chain.getLagBlocks())
        .put("healthy", chain.getHealthy())
        .put("problem", Json.orNull(chain.getProblem()))
        .put("factory_address", Json.orNull(chain.getFactoryAddress()))
        .put("default_chain", chain.getDefaultChain());
    var endpoints = json.putArray("endpoints");
    chain.getEndpointsList().forEach(e -> endpoints.add(endpoint(e)));
    return json;
  }

  private static ObjectNode endpoint(EndpointStatus endpoint) {
    return Json.object()
        .put("label", endpoint.getLabel())
        .put("healthy", endpoint.getHealthy())
        .put("in_use", endpoint.getInUse())
        .put("problem", Json.orNull(endpoint.getProblem()))
        .put("head_number", endpoint.getHeadNumber() == 0 ? null : endpoint.getHeadNumber())
        .put("answer_age_ms", endpoint.hasAnswerAge() ? millis(endpoint.getAnswerAge()) : null);
  }

  public static ObjectNode block(Block block) {
    return Json.object()
        .put("number", block.getNumber())
        .put("hash", block.getHash())
        .put("time", block.hasTime() ? Json.time(block.getTime()) : null);
  }

  public static ObjectNode token(Token token) {
    return id(token.getId())
        .put("service_id", token.getServiceId())
        .put("name", token.getName())
        .put("symbol", token.getSymbol())
        .put("access_threshold", token.getAccessThreshold())
        .put("supply", token.getSupply())
        .put("price_wei", token.getPriceWei())
        .put("block_number", token.getBlockNumber())
        .put("holders", token.getHolders());
  }

  public static ObjectNode id(TokenId id) {
    return Json.object().put("chain_id", id.getChainId()).put("token_address", id.getAddress());
  }

  public static ObjectNode point(CurvePoint point) {
    return Json.object()
        .put("supply", point.getSupply())
        .put("price_wei", point.getPriceWei())
        .put("reserve_wei", point.getReserveWei());
  }

  public static ObjectNode trade(Trade trade) {
    return Json.object()
        .put("side", Words.side(trade.getSide()))
        .put("wallet", trade.getWallet())
        .put("recipient", trade.getRecipient())
        .put("tokens", trade.getTokens())
        .put("wei", trade.getWei())
        .put("transaction_hash", trade.getTransactionHash())
        .put("block_number", trade.getBlockNumber())
        .put("log_index", trade.getLogIndex())
        .put("time", trade.hasTime() ? Json.time(trade.getTime()) : null)
        .put("finalized", trade.getFinalized());
  }

  public static ObjectNode unsigned(UnsignedTransaction transaction) {
    return Json.object()
        .put("chain_id", transaction.getChainId())
        .put("from", transaction.getFrom())
        .put("to", transaction.getTo())
        .put("data", transaction.getData())
        .put("value_wei", transaction.getValueWei())
        .put("gas_limit", transaction.getGasLimit())
        .put("max_fee_per_gas_wei", transaction.getMaxFeePerGasWei())
        .put("max_priority_fee_per_gas_wei", transaction.getMaxPriorityFeePerGasWei());
  }

  public static ObjectNode transaction(Transaction transaction) {
    var json =
        Json.object()
            .put("chain_id", transaction.getChainId())
            .put("hash", transaction.getHash())
            .put("state", Words.state(transaction.getState()));
    json.set("block", transaction.hasBlock() ? block(transaction.getBlock()) : null);
    return json.put("confirmations", transaction.getConfirmations())
        .put("finalized", transaction.getFinalized())
        .put("indexed", transaction.getIndexed())
        .put("fee_wei", Json.orNull(transaction.getFeeWei()));
  }

  private static @Nullable Long millis(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos()).toMillis();
  }
}
