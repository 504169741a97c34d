// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {ServiceTokenFactory} from "../../src/ServiceTokenFactory.sol";
import {IServiceTokenFactory} from "../../src/interfaces/IServiceTokenFactory.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";
import {StdCheats} from "forge-std/StdCheats.sol";
import {StdUtils} from "forge-std/StdUtils.sol";

/// @dev Whoever may own the factory, creating tokens for a few services again and again, and handing the factory on.
contract Platforms is CommonBase, StdAssertions, StdCheats, StdUtils {
    ServiceTokenFactory private immutable factory;
    address[3] private _platforms;

    struct Made {
        address token;
        uint96 threshold;
        bytes32 name;
    }

    mapping(bytes16 serviceId => Made) public made;
    bytes16[] private _services;
    address public owner;
    address public pending;

    constructor(ServiceTokenFactory factory_, address owner_) {
        factory = factory_;
        owner = owner_;
        _platforms = [owner_, makeAddr("second platform"), makeAddr("third platform")];
    }

    function services() external view returns (bytes16[] memory) {
        return _services;
    }

    function create(uint256 callerSeed, uint256 service, uint256 threshold, uint256 nameSeed) external {
        address caller = _platforms[callerSeed % 3];
        bytes16 id = bytes16(uint128(service % 5));
        // Two thresholds and two names: the same arguments come often, and others as often.
        uint96 threshold_ = uint96(1 + threshold % 2);
        bytes32 name = nameSeed % 2 == 0 ? bytes32("Books") : bytes32("Book");
        Made memory known = made[id];

        vm.prank(caller);
        if (caller != owner) {
            vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotOwner.selector, caller));
            factory.create(id, threshold_, name);
        } else if (known.token == address(0)) {
            made[id] = Made(factory.create(id, threshold_, name), threshold_, name);
            _services.push(id);
        } else if (known.threshold == threshold_ && known.name == name) {
            assertEq(factory.create(id, threshold_, name), known.token);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.TokenExists.selector, id, known.token));
            factory.create(id, threshold_, name);
        }
    }

    function transferOwnership(uint256 callerSeed, uint256 toSeed) external {
        address caller = _platforms[callerSeed % 3];
        address to = toSeed % 4 == 3 ? address(0) : _platforms[toSeed % 4];
        vm.prank(caller);
        if (caller != owner) vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotOwner.selector, caller));
        else pending = to;
        factory.transferOwnership(to);
    }

    function acceptOwnership(uint256 callerSeed) external {
        address caller = _platforms[callerSeed % 3];
        vm.prank(caller);
        if (caller != pending) {
            vm.expectRevert(abi.encodeWithSelector(IServiceTokenFactory.NotPendingOwner.selector, caller));
        } else {
            (owner, pending) = (caller, address(0));
        }
        factory.acceptOwnership();
    }

    /// @dev Somebody trades: nothing about a token that exists may follow from it.
    function trade(uint256 service, uint256 ethIn) external {
        address made_ = made[bytes16(uint128(service % 5))].token;
        if (made_ == address(0)) return;
        ethIn = _bound(ethIn, 1e9, 1 ether);
        vm.deal(address(this), ethIn);
        ServiceToken(payable(made_)).buy{value: ethIn}(address(this), 0, block.timestamp);
    }
}
