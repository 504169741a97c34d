// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenFixture} from "../TokenFixture.sol";
import {BatchMinter} from "./BatchMinter.sol";
import {Vm} from "forge-std/Vm.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

contract BatchMinterTest is TokenFixture {
    address private constant FIRST = address(0xb000000000000000000000000000000000000001);

    BatchMinter private minter;

    function setUp() public override {
        super.setUp();
        minter = new BatchMinter();
        minter.stock{value: 1 ether}(token);
    }

    function test_fillMakesHoldersInARow() public {
        minter.fill(token, FIRST, 300);
        minter.fill{value: 1 ether}(token, address(uint160(FIRST) + 300), 200);

        for (uint160 i; i < 500; ++i) {
            assertEq(token.balanceOf(address(uint160(FIRST) + i)), 1_000);
        }
        assertEq(token.balanceOf(address(uint160(FIRST) + 500)), 0);
        (address first, uint96 count) = minter.holders(token);
        assertEq(first, FIRST);
        assertEq(count, 500);
    }

    function test_fillGoesOnWhereItEnded() public {
        minter.fill(token, FIRST, 2);

        vm.expectRevert(
            abi.encodeWithSelector(BatchMinter.NotTheNextAddress.selector, FIRST, address(uint160(FIRST) + 2))
        );
        minter.fill(token, FIRST, 2);
    }

    function test_shuffleEmitsOneTransferForEachAndKeepsToTheHolders() public {
        minter.fill(token, FIRST, 100);
        uint256 left = token.balanceOf(address(minter));
        vm.recordLogs();
        minter.shuffle(token, 1_000);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1_000);
        uint256 held;
        for (uint160 i; i < 100; ++i) {
            held += token.balanceOf(address(uint160(FIRST) + i));
        }
        assertEq(held, 100 * 1_000 + 1_000);
        assertEq(token.balanceOf(address(minter)), left - 1_000);
        for (uint256 i; i < logs.length; ++i) {
            assertEq(logs[i].emitter, address(token));
            assertEq(logs[i].topics[0], ERC20.Transfer.selector);
        }
    }

    function test_shuffleNeedsHolders() public {
        vm.expectRevert(BatchMinter.NobodyHolds.selector);
        minter.shuffle(token, 1);
    }

    /// forge-config: default.isolate = true
    function test_aBlockOfThirtyMillionGasTakesAThousandHoldersAndTwoThousandTransfers() public {
        minter.fill(token, FIRST, 1_000);
        assertLt(vm.lastCallGas().gasTotalUsed, 30_000_000);
        minter.shuffle(token, 2_000);
        assertLt(vm.lastCallGas().gasTotalUsed, 30_000_000);
    }
}
