// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {IAccessToken} from "../../src/interfaces/IAccessToken.sol";
import {IServiceToken} from "../../src/interfaces/IServiceToken.sol";
import {CurveMath} from "../../src/libraries/CurveMath.sol";
import {TokenFixture} from "../TokenFixture.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

contract ServiceTokenTest is TokenFixture {
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    function test_startsEmpty() public view {
        assertEq(token.totalSupply(), 0);
        assertEq(address(token).balance, 0);
        assertEq(token.decimals(), 18);
        assertEq(token.cap(), CAP);
    }

    // buy

    function test_buyMintsWhatTheCurveGives() public {
        vm.expectEmit(address(token));
        emit ERC20.Transfer(address(0), bob, 10e18);
        vm.expectEmit(address(token));
        emit IServiceToken.Bought(alice, bob, 0.015 ether, 10e18);
        vm.prank(alice);
        uint256 tokens = token.buy{value: 0.015 ether}(bob, 10e18, block.timestamp);

        assertEq(tokens, 10e18);
        assertEq(token.balanceOf(bob), 10e18);
        assertEq(token.balanceOf(alice), 0);
        assertEq(token.totalSupply(), 10e18);
        assertEq(address(token).balance, 0.015 ether);
    }

    function test_buyUpToTheCap() public {
        assertEq(_buy(alice, RESERVE_AT_CAP), CAP);
        assertEq(token.totalSupply(), CAP);
    }

    function test_buyRefusesToPassTheCap() public {
        _buy(alice, RESERVE_AT_CAP - 1 ether);
        uint256 supply = token.totalSupply();

        vm.expectRevert(abi.encodeWithSelector(CurveMath.PurchaseAboveCap.selector, supply, 2 ether));
        _buy(bob, 2 ether);
        assertEq(token.totalSupply(), supply);
    }

    function test_buyRefusesToMintNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.PurchaseMintsNothing.selector, 0, 0));
        _buy(alice, 0);

        _buy(alice, RESERVE_AT_CAP / 2);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.PurchaseMintsNothing.selector, token.totalSupply(), 1));
        _buy(alice, 1);
    }

    function test_buyRefusesFewerThanAskedFor() public {
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.TokensBelowMinimum.selector, 10e18, 10e18 + 1));
        vm.prank(alice);
        token.buy{value: 0.015 ether}(alice, 10e18 + 1, FOREVER);
    }

    function test_buyRefusesAfterItsDeadline() public {
        vm.warp(1_000);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.DeadlinePassed.selector, 999, 1_000));
        vm.prank(alice);
        token.buy{value: 1 ether}(alice, 0, 999);
    }

    function test_buyRefusesToMintToNobodyOrToTheToken() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(0)));
        token.buy{value: 1 ether}(address(0), 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(token)));
        token.buy{value: 1 ether}(address(token), 0, FOREVER);
    }

    function test_bareEthIsRefusedAndNamesBuy() public {
        vm.prank(alice);
        (bool sent, bytes memory reason) = address(token).call{value: 1 ether}("");

        assertFalse(sent);
        assertEq(bytes4(reason), IServiceToken.UseBuy.selector);
    }

    function test_ethWithAnUnknownCallIsRefused() public {
        vm.prank(alice);
        (bool sent,) = address(token).call{value: 1 ether}(hex"deadbeef");

        assertFalse(sent);
    }

    function test_theImplementationSellsNothing() public {
        ServiceToken implementation = ServiceToken(payable(factory.implementation()));

        vm.expectRevert(IServiceToken.NotAToken.selector);
        implementation.buy{value: 1 ether}(alice, 0, FOREVER);
        vm.expectRevert(IServiceToken.NotAToken.selector);
        implementation.serviceId();
        vm.expectRevert(IServiceToken.NotAToken.selector);
        implementation.hasAccess(alice);
        vm.expectRevert(IServiceToken.NotAToken.selector);
        implementation.symbol();
    }

    // sell

    function test_sellBurnsAndPaysWhatTheCurveGives() public {
        _buy(alice, 0.015 ether);
        uint256 before = alice.balance;

        vm.expectEmit(address(token));
        emit ERC20.Transfer(alice, address(0), 9e18);
        vm.expectEmit(address(token));
        emit IServiceToken.Sold(alice, 9e18, 0.01395 ether);
        vm.prank(alice);
        uint256 payout = token.sell(9e18, 0.01395 ether);

        assertEq(payout, 0.01395 ether);
        assertEq(alice.balance - before, payout);
        assertEq(token.balanceOf(alice), 1e18);
        assertEq(token.totalSupply(), 1e18);
        assertEq(address(token).balance, 0.00105 ether);
    }

    function test_sellThatPaysNothingSucceeds() public {
        _buy(alice, 1);

        assertEq(_sell(alice, 999), 0);
        assertEq(token.totalSupply(), 0);
        assertEq(_sell(alice, 0), 0);
    }

    function test_sellRefusesLessThanAskedFor() public {
        _buy(alice, 0.015 ether);

        vm.expectRevert(abi.encodeWithSelector(IServiceToken.PayoutBelowMinimum.selector, 0.015 ether, 0.015 ether + 1));
        vm.prank(alice);
        token.sell(10e18, 0.015 ether + 1);
    }

    function test_sellRefusesAfterItsDeadline() public {
        _buy(alice, 0.015 ether);
        vm.warp(1_000);

        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.DeadlinePassed.selector, 999, 1_000));
        token.sell(1e18, 0, 999);
        assertGt(token.sell(1e18, 0, 1_000), 0);
    }

    function test_sellRefusesWhatTheSellerDoesNotHave() public {
        _buy(alice, 0.015 ether);

        vm.expectRevert(ERC20.InsufficientBalance.selector);
        _sell(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.AmountAboveSupply.selector, 10e18, 10e18 + 1));
        _sell(alice, 10e18 + 1);
    }

    // quotes

    function testFuzz_buyAndSellUseTheQuotes(uint256 supplyEth, uint256 ethIn, uint256 amount) public {
        supplyEth = _bound(supplyEth, 1, RESERVE_AT_CAP / 2);
        ethIn = _bound(ethIn, 1e6, RESERVE_AT_CAP / 2);
        _buy(alice, supplyEth);

        uint256 quote = token.tokensFor(token.totalSupply(), ethIn);
        assertEq(_buy(bob, ethIn), quote);

        amount = _bound(amount, 0, quote);
        quote = token.payoutFor(token.totalSupply(), amount);
        assertEq(_sell(bob, amount), quote);
    }

    function testFuzz_costForBuysTheAmount(uint256 supplyEth, uint256 amount) public {
        _buy(alice, _bound(supplyEth, 1, RESERVE_AT_CAP / 2));
        uint256 supply = token.totalSupply();
        amount = _bound(amount, 1, CAP - supply - 1e18);

        assertGe(_buy(bob, token.costFor(supply, amount)), amount);
    }

    function test_forcedEthChangesNoQuoteAndNobodyGetsIt() public {
        _buy(alice, 1 ether);
        uint256 held = token.balanceOf(alice);
        uint256 quoted = token.payoutFor(token.totalSupply(), held);

        _forceEth(address(token), 100 ether);

        uint256 expected = token.tokensFor(token.totalSupply(), 1 ether);
        assertEq(_buy(bob, 1 ether), expected);
        _sell(bob, expected);
        assertEq(token.payoutFor(token.totalSupply(), held), quoted);
        assertEq(_sell(alice, held), quoted);
        assertGe(address(token).balance, 100 ether);
    }

    // access

    function test_knowsItsServiceAndItsThreshold() public view {
        assertEq(token.serviceId(), SERVICE);
        assertEq(token.accessThreshold(), THRESHOLD);
    }

    function test_accessBeginsAtTheThreshold() public {
        uint256 tokens = _buy(alice, 1 ether);
        vm.startPrank(alice);
        token.transfer(bob, THRESHOLD - 1);
        assertFalse(token.hasAccess(bob));
        token.transfer(bob, 1);
        assertTrue(token.hasAccess(bob));
        assertTrue(token.hasAccess(alice));
        token.sell(tokens - THRESHOLD, 0);
        assertFalse(token.hasAccess(alice));
    }

    function test_nameAndSymbolHaveNoPadding() public view {
        assertEq(token.name(), "Books API");
        assertEq(token.symbol(), "BOOKSAPI");
    }

    function test_supportsItsInterfaces() public view {
        assertTrue(token.supportsInterface(0x01ffc9a7));
        assertTrue(token.supportsInterface(0x36372b07));
        assertTrue(token.supportsInterface(type(IAccessToken).interfaceId));
        assertTrue(token.supportsInterface(type(IServiceToken).interfaceId));
        // As documented: a function more or less in an interface would change what others ask for.
        assertEq(type(IAccessToken).interfaceId, bytes4(0x923fe850));
        assertEq(type(IServiceToken).interfaceId, bytes4(0x74c0b9b1));
        assertFalse(token.supportsInterface(0xffffffff));
    }

    // ERC-20

    function test_transferMoves() public {
        uint256 tokens = _buy(alice, 1 ether);

        vm.expectEmit(address(token));
        emit ERC20.Transfer(alice, bob, 7);
        vm.prank(alice);
        assertTrue(token.transfer(bob, 7));

        assertEq(token.balanceOf(alice), tokens - 7);
        assertEq(token.balanceOf(bob), 7);
        assertEq(token.totalSupply(), tokens);
    }

    function test_transferRefusesMoreThanTheBalance() public {
        uint256 tokens = _buy(alice, 1 ether);

        vm.expectRevert(ERC20.InsufficientBalance.selector);
        vm.prank(alice);
        token.transfer(bob, tokens + 1);
    }

    function test_transferRefusesNobodyAndTheToken() public {
        _buy(alice, 1 ether);

        vm.startPrank(alice);
        token.approve(alice, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(0)));
        token.transfer(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(token)));
        token.transfer(address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(0)));
        token.transferFrom(alice, address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceToken.InvalidRecipient.selector, address(token)));
        token.transferFrom(alice, address(token), 1);
    }

    function test_transferFromSpendsItsAllowance() public {
        _buy(alice, 1 ether);
        vm.prank(alice);
        token.approve(bob, 10);

        vm.startPrank(bob);
        assertTrue(token.transferFrom(alice, bob, 4));
        assertEq(token.allowance(alice, bob), 6);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        token.transferFrom(alice, bob, 7);
    }

    function test_nobodyHasAnAllowanceThatTheHolderDidNotGive() public {
        _buy(alice, 1 ether);

        assertEq(token.allowance(alice, PERMIT2), 0);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        vm.prank(PERMIT2);
        token.transferFrom(alice, bob, 1);
    }

    // permit

    function test_permitGivesAnAllowanceOnce() public {
        (address holder, uint256 key) = makeAddrAndKey("holder");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _permitDigest(holder, bob, 5, 0, FOREVER));

        token.permit(holder, bob, 5, FOREVER, v, r, s);
        assertEq(token.allowance(holder, bob), 5);
        assertEq(token.nonces(holder), 1);

        vm.expectRevert(ERC20.InvalidPermit.selector);
        token.permit(holder, bob, 5, FOREVER, v, r, s);
    }

    function test_permitRefusesAnotherSignerAndAnotherToken() public {
        (address holder,) = makeAddrAndKey("holder");
        (, uint256 key) = makeAddrAndKey("thief");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _permitDigest(holder, bob, 5, 0, FOREVER));
        vm.expectRevert(ERC20.InvalidPermit.selector);
        token.permit(holder, bob, 5, FOREVER, v, r, s);

        (holder, key) = makeAddrAndKey("holder");
        (v, r, s) = vm.sign(key, _permitDigest(holder, bob, 5, 0, FOREVER));
        vm.prank(platform);
        ServiceToken other = ServiceToken(payable(factory.create(bytes16(uint128(2)), THRESHOLD, NAME)));
        vm.expectRevert(ERC20.InvalidPermit.selector);
        other.permit(holder, bob, 5, FOREVER, v, r, s);
    }

    function test_permitRefusesAfterItsDeadline() public {
        (address holder, uint256 key) = makeAddrAndKey("holder");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _permitDigest(holder, bob, 5, 0, 999));
        vm.warp(1_000);

        vm.expectRevert(ERC20.PermitExpired.selector);
        token.permit(holder, bob, 5, 999, v, r, s);
    }

    /// @dev EIP-712 written out, with the domain that a wallet would build from `name()`.
    function _permitDigest(address holder, address spender, uint256 value, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Books API"),
                keccak256("1"),
                block.chainid,
                address(token)
            )
        );
        bytes32 permit = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                holder,
                spender,
                value,
                nonce,
                deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, permit));
    }
}
