// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {ServiceTokenFactory} from "../../src/ServiceTokenFactory.sol";
import {TokenFixture} from "../TokenFixture.sol";
import {
    OpenZeppelinFactory,
    OpenZeppelinInitializedToken,
    OpenZeppelinInitializingFactory,
    OpenZeppelinToken
} from "./peers/OpenZeppelin.sol";
import {SoladyFactory} from "./peers/Solady.sol";
import {console} from "forge-std/console.sol";

/// @dev Ours beside tokens that are built the same way over the usual libraries, and beside mint.club v2's published
/// minima: whole transactions with their intrinsic 21,000, in one run. `forge test --match-contract PeersTest -vv` prints it.
/// forge-config: default.isolate = true
contract PeersTest is TokenFixture {
    bytes16 private constant ID = bytes16(uint128(2));
    bytes32 private constant LONGEST = "exactly thirty-two bytes, no pad";
    uint256 private constant ETH_IN = 1.234567 ether;

    struct Gas {
        uint256 create;
        uint256 firstBuy;
        uint256 newHolder;
        uint256 holder;
        uint256 sell;
    }

    function test_besideItsPeers() public {
        Gas memory ours = _measure(address(factory));
        Gas[3] memory peers = [
            _measure(address(new OpenZeppelinFactory(platform, address(new OpenZeppelinToken())))),
            _measure(
                address(new OpenZeppelinInitializingFactory(platform, address(new OpenZeppelinInitializedToken())))
            ),
            _measure(address(new SoladyFactory(platform)))
        ];

        console.log(
            "whole transaction         ours     OpenZeppelin   OZ, initialiser   Solady, initialiser   mint.club v2"
        );
        _row("create              ", ours.create, peers[0].create, peers[1].create, peers[2].create, 299_249);
        _row("buy, a token's first", ours.firstBuy, peers[0].firstBuy, peers[1].firstBuy, peers[2].firstBuy, 0);
        _row(
            "buy, new holder     ", ours.newHolder, peers[0].newHolder, peers[1].newHolder, peers[2].newHolder, 109_446
        );
        _row("buy, holder         ", ours.holder, peers[0].holder, peers[1].holder, peers[2].holder, 0);
        _row("sell                ", ours.sell, peers[0].sell, peers[1].sell, peers[2].sell, 95_816);

        for (uint256 i; i < peers.length; ++i) {
            assertLt(ours.create, peers[i].create);
            assertLt(ours.firstBuy, peers[i].firstBuy);
            assertLt(ours.newHolder, peers[i].newHolder);
            assertLt(ours.holder, peers[i].holder);
            assertLt(ours.sell, peers[i].sell);
        }
    }

    /// @dev The peers share our verbs' signatures, so that ours can stand for them here.
    function _measure(address factory_) private returns (Gas memory gas) {
        vm.prank(platform);
        ServiceToken made = ServiceToken(payable(ServiceTokenFactory(factory_).create(ID, 1, LONGEST)));
        gas.create = vm.lastCallGas().gasTotalUsed;
        assertEq(made.serviceId(), ID);
        assertEq(made.accessThreshold(), 1);
        assertEq(made.name(), "exactly thirty-two bytes, no pad");
        assertEq(made.symbol(), "EXACTLYT");

        vm.prank(bob);
        made.buy{value: 1 ether}(bob, 1e18, block.timestamp + 3600);
        gas.firstBuy = vm.lastCallGas().gasTotalUsed;
        uint256 afterTheFirst = vm.snapshotState();

        vm.prank(alice);
        made.buy{value: ETH_IN}(alice, 1e18, block.timestamp + 3600);
        gas.newHolder = vm.lastCallGas().gasTotalUsed;
        assertEq(made.balanceOf(alice), token.tokensFor(token.tokensFor(0, 1 ether), ETH_IN));
        vm.revertToState(afterTheFirst);

        vm.prank(bob);
        made.buy{value: ETH_IN}(bob, 1e18, block.timestamp + 3600);
        gas.holder = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(afterTheFirst);

        uint256 before = bob.balance;
        vm.prank(bob);
        made.sell(1.234567e18, 0.001 ether);
        gas.sell = vm.lastCallGas().gasTotalUsed;
        assertEq(bob.balance - before, token.payoutFor(token.tokensFor(0, 1 ether), 1.234567e18));
    }

    function _row(string memory verb, uint256 ours, uint256 oz, uint256 ozInitialized, uint256 solady, uint256 mintClub)
        private
        pure
    {
        string memory peers =
            string.concat(_peer(oz, ours), "    ", _peer(ozInitialized, ours), "        ", _peer(solady, ours));
        string memory published = mintClub == 0 ? "-" : _peer(mintClub, ours);
        console.log(string.concat(verb, "   ", _right(ours, 7), "   ", peers, "   ", published));
    }

    /// @dev Gas, and how many times ours it is.
    function _peer(uint256 gas, uint256 ours) private pure returns (string memory) {
        uint256 hundredths = (gas * 100 + ours / 2) / ours;
        string memory ratio = string.concat(
            vm.toString(hundredths / 100), hundredths % 100 < 10 ? ".0" : ".", vm.toString(hundredths % 100)
        );
        return string.concat(_right(gas, 7), " (", ratio, ")");
    }

    function _right(uint256 number, uint256 width) private pure returns (string memory text) {
        text = vm.toString(number);
        while (bytes(text).length < width) {
            text = string.concat(" ", text);
        }
    }
}
