// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenFixture} from "../TokenFixture.sol";

/// @dev The gas of whole transactions: each call is one of its own, with its intrinsic 21,000 and its calldata.
/// The longest name there is; a shorter one costs about 200 gas less for each byte.
/// forge-config: default.isolate = true
contract GasTest is TokenFixture {
    function setUp() public override {
        super.setUp();
        _buy(bob, 1 ether);
    }

    function test_create() public {
        vm.prank(platform);
        factory.create(bytes16(uint128(2)), 1, "exactly thirty-two bytes, no pad");
        _assertWithin("create", 110_000);
    }

    function test_buyByANewHolder() public {
        vm.prank(alice);
        token.buy{value: 1.234567 ether}(alice, 1e18, block.timestamp + 3600);
        _assertWithin("buy, new holder", 60_000);
    }

    function test_buyByAHolder() public {
        vm.prank(bob);
        token.buy{value: 1.234567 ether}(bob, 1e18, block.timestamp + 3600);
        _assertWithin("buy, holder", 43_000);
    }

    function test_sell() public {
        vm.prank(bob);
        token.sell(1.234567e18, 0.001 ether);
        _assertWithin("sell", 49_000);
    }

    /// @dev Compared here and not by forge, which doesn't when it reports in JSON or JUnit.
    function _assertWithin(string memory transaction, uint256 budget) private {
        uint256 gasUsed = vm.snapshotGasLastCall("transactions", transaction);
        assertLe(gasUsed, budget);

        if (vm.envOr("FORGE_SNAPSHOT_EMIT", false)) return;
        string memory reviewed = vm.readFile("snapshots/transactions.json");
        assertEq(gasUsed, vm.parseJsonUint(reviewed, string.concat("$['", transaction, "']")));
    }
}
