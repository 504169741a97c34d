// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";

/// @dev Uses its payout to try the token again in every way, whatever comes of it, and looks whether the reserve covers
/// the supply at that moment.
contract ReentrantWallet {
    ServiceToken private immutable token;

    constructor(ServiceToken token_) {
        token = token_;
    }

    receive() external payable {
        uint256 supply = token.totalSupply();
        uint256 held = token.balanceOf(address(this));
        require(20_000e18 * address(token).balance >= supply * (supply + 20e18), "insolvent in the middle of a sale");

        try token.sell(held, 0) {
            revert("a sale was entered again");
        } catch {}
        try token.sell(held, 0, type(uint256).max) {
            revert("a sale was entered again");
        } catch {}
        try token.buy{value: msg.value / 2}(address(this), 0, type(uint256).max) {
            revert("a purchase was made from inside a sale");
        } catch {}
        try token.transferFrom(address(token), address(this), 1) {
            revert("the token's own balance was moved");
        } catch {}
        require(token.transfer(address(this), held), "a payout may transfer what is left");
    }
}

/// @dev Refuses ETH with a reason of 100,000 bytes, which nobody should pay for copying.
contract RefusingWallet {
    receive() external payable {
        assembly ("memory-safe") {
            revert(0, 100000)
        }
    }
}

/// @dev Takes ETH and burns nearly all the gas it was given.
contract WastefulWallet {
    receive() external payable {
        for (uint256 i; gasleft() > 20_000; ++i) {
            assembly ("memory-safe") {
                mstore(0, i)
            }
        }
    }
}
