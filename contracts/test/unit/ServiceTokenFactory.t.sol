// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {ServiceTokenFactory} from "../../src/ServiceTokenFactory.sol";
import {IServiceTokenFactory} from "../../src/interfaces/IServiceTokenFactory.sol";
import {TokenFixture} from "../TokenFixture.sol";
import {Vm} from "forge-std/Vm.sol";

contract ServiceTokenFactoryTest is TokenFixture {
    bytes16 private constant OTHER = 0x0190c0de000070008000000000000002;

    // create

    function test_createMakesTheTokenThatWasPredicted() public {
        address predicted = factory.predict(OTHER, 1, "Other");
        assertEq(predicted.code.length, 0);
        assertEq(factory.tokenOf(OTHER), address(0));

        vm.expectEmit(address(factory));
        emit IServiceTokenFactory.TokenCreated(OTHER, predicted, 1, "Other");
        vm.prank(platform);
        ServiceToken other = ServiceToken(payable(factory.create(OTHER, 1, "Other")));

        assertEq(address(other), predicted);
        assertEq(factory.tokenOf(OTHER), predicted);
        assertEq(factory.predict(OTHER, 1, "Other"), predicted);
        assertEq(other.serviceId(), OTHER);
        assertEq(other.accessThreshold(), 1);
        assertEq(other.name(), "Other");
    }

    function testFuzz_createKeepsEveryArgument(bytes16 id, uint96 threshold, bytes32 name, uint256 length) public {
        vm.assume(id != SERVICE);
        threshold = uint96(_bound(threshold, 1, CAP));
        length = _bound(length, 1, 32);
        for (uint256 i; i < 32; ++i) {
            if (name[i] == 0) name |= bytes32(uint256(0x7a)) << (8 * (31 - i));
        }
        name &= bytes32(type(uint256).max << (8 * (32 - length)));

        vm.prank(platform);
        ServiceToken made = ServiceToken(payable(factory.create(id, threshold, name)));

        assertEq(made.serviceId(), id);
        assertEq(made.accessThreshold(), threshold);
        assertEq(bytes(made.name()).length, length);
        assertEq(bytes32(bytes(made.name())), name);
    }

    function test_createAgainReturnsTheSameTokenAndSaysNothing() public {
        vm.recordLogs();
        vm.prank(platform);
        address again = factory.create(SERVICE, THRESHOLD, NAME);

        assertEq(again, address(token));
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_createRefusesOtherArgumentsForTheSameService() public {
        bytes memory refusal =
            abi.encodeWithSelector(IServiceTokenFactory.TokenExists.selector, SERVICE, address(token));

        vm.startPrank(platform);
        vm.expectRevert(refusal);
        factory.create(SERVICE, THRESHOLD + 1, NAME);
        vm.expectRevert(refusal);
        factory.create(SERVICE, THRESHOLD, "Books");
        assertEq(factory.tokenOf(SERVICE), address(token));
    }

    function test_createIsForTheOwnerAlone() public {
        bytes memory refusal = abi.encodeWithSelector(IServiceTokenFactory.NotOwner.selector, alice);

        vm.startPrank(alice);
        vm.expectRevert(refusal);
        factory.create(OTHER, 1, "Other");
        vm.expectRevert(refusal);
        factory.create(SERVICE, THRESHOLD, NAME);
    }

    function test_createRefusesAThresholdThatNobodyOrEverybodyMeets() public {
        vm.startPrank(platform);
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidAccessThreshold.selector, 0));
        factory.create(OTHER, 0, "Other");
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidAccessThreshold.selector, CAP + 1));
        factory.create(OTHER, uint96(CAP + 1), "Other");
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidAccessThreshold.selector, 0));
        factory.predict(OTHER, 0, "Other");
        factory.create(OTHER, uint96(CAP), "Other");
    }

    function test_createRefusesANameThatIsEmptyOrHasZeroBytesInside() public {
        vm.startPrank(platform);
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidName.selector, bytes32(0)));
        factory.create(OTHER, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidName.selector, bytes32("a\x00b")));
        factory.create(OTHER, 1, "a\x00b");
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.InvalidName.selector, bytes32("a\x00b")));
        factory.predict(OTHER, 1, "a\x00b");
    }

    /// @dev Names of different lengths can't be arranged to give the same bytes: the id is the salt as well.
    function test_addressesDifferByEachArgument() public view {
        address one = factory.predict(OTHER, 1, "Other");
        assertNotEq(one, factory.predict(SERVICE, 1, "Other"));
        assertNotEq(one, factory.predict(OTHER, 2, "Other"));
        assertNotEq(one, factory.predict(OTHER, 1, "Othe"));
    }

    function test_ethSentAheadDoesNotStopCreationOrChangeTheCurve() public {
        _forceEth(factory.predict(OTHER, 1, "Other"), 3 ether);

        vm.prank(platform);
        ServiceToken other = ServiceToken(payable(factory.create(OTHER, 1, "Other")));

        assertEq(other.totalSupply(), 0);
        assertEq(other.buy{value: 0.015 ether}(alice, 0, FOREVER), 10e18);
    }

    function test_tokensShareNothing() public {
        vm.prank(platform);
        ServiceToken other = ServiceToken(payable(factory.create(OTHER, 1, "Other")));
        _buy(alice, 1 ether);

        assertEq(other.totalSupply(), 0);
        assertEq(other.balanceOf(alice), 0);
    }

    /// @dev What the same arguments give on another chain, for the same factory address.
    function test_theAddressDoesNotDependOnTheChain() public {
        address here = factory.predict(OTHER, 1, "Other");
        vm.chainId(84_532);

        assertEq(factory.predict(OTHER, 1, "Other"), here);
    }

    // ownership

    function test_theConstructorNamesTheOwner() public {
        vm.recordLogs();
        ServiceTokenFactory made = new ServiceTokenFactory(alice);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], IServiceTokenFactory.OwnershipTransferred.selector);
        assertEq(logs[0].topics[1], bytes32(0));
        assertEq(logs[0].topics[2], bytes32(uint256(uint160(alice))));
        assertEq(made.owner(), alice);
        assertEq(made.pendingOwner(), address(0));

        vm.expectRevert(IServiceTokenFactory.OwnerIsZero.selector);
        new ServiceTokenFactory(address(0));
    }

    function test_ownershipChangesInTwoSteps() public {
        vm.expectEmit(address(factory));
        emit IServiceTokenFactory.OwnershipTransferStarted(platform, alice);
        vm.prank(platform);
        factory.transferOwnership(alice);
        assertEq(factory.owner(), platform);
        assertEq(factory.pendingOwner(), alice);

        vm.expectEmit(address(factory));
        emit IServiceTokenFactory.OwnershipTransferred(platform, alice);
        vm.prank(alice);
        factory.acceptOwnership();
        assertEq(factory.owner(), alice);
        assertEq(factory.pendingOwner(), address(0));

        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotOwner.selector, platform));
        vm.prank(platform);
        factory.create(OTHER, 1, "Other");
        vm.prank(alice);
        factory.create(OTHER, 1, "Other");
    }

    function test_anOfferCanBeTakenBack() public {
        vm.startPrank(platform);
        factory.transferOwnership(alice);
        factory.transferOwnership(address(0));
        vm.stopPrank();

        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotPendingOwner.selector, alice));
        vm.prank(alice);
        factory.acceptOwnership();
    }

    function test_onlyTheOwnerOffersAndOnlyTheOfferedAccepts() public {
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotOwner.selector, alice));
        vm.prank(alice);
        factory.transferOwnership(alice);

        vm.prank(platform);
        factory.transferOwnership(alice);
        vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotPendingOwner.selector, bob));
        vm.prank(bob);
        factory.acceptOwnership();
    }
}
