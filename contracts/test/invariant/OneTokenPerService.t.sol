// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {TokenFixture} from "../TokenFixture.sol";
import {Platforms} from "./Platforms.sol";

contract OneTokenPerServiceTest is TokenFixture {
    Platforms private platforms;

    function setUp() public override {
        super.setUp();
        platforms = new Platforms(factory, platform);
        targetContract(address(platforms));

        bytes4[] memory steps = new bytes4[](4);
        steps[0] = Platforms.create.selector;
        steps[1] = Platforms.transferOwnership.selector;
        steps[2] = Platforms.acceptOwnership.selector;
        steps[3] = Platforms.trade.selector;
        targetSelector(FuzzSelector({addr: address(platforms), selectors: steps}));
    }

    function invariant_aServiceKeepsTheTokenItWasGivenFirst() public view {
        bytes16[] memory services = platforms.services();
        for (uint256 i; i < services.length; ++i) {
            (address token_, uint96 threshold, bytes32 name) = platforms.made(services[i]);
            assertEq(factory.tokenOf(services[i]), token_);
            assertEq(factory.predict(services[i], threshold, name), token_);
            assertEq(ServiceToken(payable(token_)).serviceId(), services[i]);
            assertEq(ServiceToken(payable(token_)).accessThreshold(), threshold);
            assertEq(bytes32(bytes(ServiceToken(payable(token_)).name())), name);
        }
    }

    function invariant_noTwoServicesShareAToken() public view {
        bytes16[] memory services = platforms.services();
        for (uint256 i; i < services.length; ++i) {
            assertNotEq(factory.tokenOf(services[i]), address(token));
            for (uint256 j; j < i; ++j) {
                assertNotEq(services[i], services[j]);
                assertNotEq(factory.tokenOf(services[i]), factory.tokenOf(services[j]));
            }
        }
    }

    function invariant_onlyWhoWasOfferedTheFactoryOwnsIt() public view {
        assertEq(factory.owner(), platforms.owner());
        assertEq(factory.pendingOwner(), platforms.pending());
    }
}
