// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceTokenFactory} from "../src/ServiceTokenFactory.sol";
import {Script} from "forge-std/Script.sol";
import {console} from "forge-std/console.sol";

/// @title Deploy
/// @notice Puts the factory on a chain, once for each owner, at the same address everywhere. tools/deploy runs it.
/// @dev The address follows from the build and the owner: it is made by the deterministic deployer that nearly every chain
/// has, by CREATE2 with a salt of 0. Whoever sends the transaction gets no right by it.
contract Deploy is Script {
    /// @notice The chain that answers is not the one that was meant.
    error WrongChain(uint256 answered, uint256 meant);

    /// @notice The chain has no contract at the deterministic deployer's address.
    error NoDeterministicDeployer(address deployer);

    /// @param chainId The chain that is meant.
    /// @param owner Who may create tokens; the zero address stands for the sender.
    function run(uint256 chainId, address owner) external returns (address factory) {
        if (block.chainid != chainId) revert WrongChain(block.chainid, chainId);
        if (CREATE2_FACTORY.code.length == 0) revert NoDeterministicDeployer(CREATE2_FACTORY);

        // The environment's key is read here, so that it stands on no command line; without one, forge has a keystore.
        uint256 key = vm.envOr("DEPLOYER_KEY", uint256(0));
        address sender = key == 0 ? msg.sender : vm.addr(key);
        if (owner == address(0)) owner = sender;

        bytes memory build = abi.encodePacked(type(ServiceTokenFactory).creationCode, abi.encode(owner));
        factory = vm.computeCreate2Address(0, keccak256(build), CREATE2_FACTORY);
        console.log("factory", factory);
        if (factory.code.length != 0) return factory;

        if (key == 0) vm.startBroadcast();
        else vm.startBroadcast(key);
        new ServiceTokenFactory{salt: 0}(owner);
        vm.stopBroadcast();
    }
}
