// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceToken} from "../../../src/interfaces/IServiceToken.sol";
import {CurveMath} from "../../../src/libraries/CurveMath.sol";

/// @dev What `ServiceToken` does when tokens are bought and sold, over an ERC-20 from elsewhere: the same curve, arguments,
/// checks and events. How balances are kept, a payout is sent and re-entrance is stopped is the peer's.
abstract contract Peer {
    function _buy(uint256 supply, address to, uint256 minTokens, uint256 deadline) internal returns (uint256 tokens) {
        if (block.timestamp > deadline) revert IServiceToken.DeadlinePassed(deadline, block.timestamp);
        if (to == address(0) || to == address(this)) revert IServiceToken.InvalidRecipient(to);
        tokens = CurveMath.tokensForDown(supply, msg.value);
        if (tokens == 0) revert IServiceToken.PurchaseMintsNothing(supply, msg.value);
        if (tokens < minTokens) revert IServiceToken.TokensBelowMinimum(tokens, minTokens);

        _mintTo(to, tokens);

        emit IServiceToken.Bought(msg.sender, to, msg.value, tokens);
    }

    function _sell(uint256 supply, uint256 amount, uint256 minPayout) internal returns (uint256 payout) {
        payout = CurveMath.payoutDown(supply, amount);
        if (payout < minPayout) revert IServiceToken.PayoutBelowMinimum(payout, minPayout);

        _burnFrom(msg.sender, amount);

        emit IServiceToken.Sold(msg.sender, amount, payout);

        if (payout != 0) _pay(msg.sender, payout);
    }

    function _mintTo(address to, uint256 amount) internal virtual;

    function _burnFrom(address from, uint256 amount) internal virtual;

    function _pay(address to, uint256 payout) internal virtual;
}
