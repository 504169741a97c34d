// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../src/ServiceToken.sol";
import {ServiceTokenFactory} from "../src/ServiceTokenFactory.sol";
import {Test} from "forge-std/Test.sol";

/// @dev A factory of `platform`'s and one token made by it.
abstract contract TokenFixture is Test {
    uint256 internal constant CAP = 1_000_000 * 1e18;
    uint256 internal constant RESERVE_AT_CAP = 50_001_000 ether;
    uint256 internal constant FOREVER = type(uint256).max;

    bytes16 internal constant SERVICE = 0x0190c0de000070008000000000000001;
    uint96 internal constant THRESHOLD = 5;
    bytes32 internal constant NAME = "Books API";

    address internal immutable platform = makeAddr("platform");
    address internal immutable alice = makeAddr("alice");
    address internal immutable bob = makeAddr("bob");

    ServiceTokenFactory internal factory;
    ServiceToken internal token;

    function setUp() public virtual {
        factory = new ServiceTokenFactory(platform);
        vm.prank(platform);
        token = ServiceToken(payable(factory.create(SERVICE, THRESHOLD, NAME)));
        vm.deal(alice, 2 * RESERVE_AT_CAP);
        vm.deal(bob, 2 * RESERVE_AT_CAP);
    }

    function _buy(address buyer, uint256 ethIn) internal returns (uint256 tokens) {
        vm.prank(buyer);
        return token.buy{value: ethIn}(buyer, 0, FOREVER);
    }

    function _sell(address seller, uint256 amount) internal returns (uint256 payout) {
        vm.prank(seller);
        return token.sell(amount, 0);
    }

    /// @dev ETH that arrives without a call, as by a self-destruct or a block reward.
    function _forceEth(address to, uint256 amount) internal {
        vm.deal(to, to.balance + amount);
    }
}
