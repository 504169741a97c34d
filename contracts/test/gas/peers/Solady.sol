// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceTokenFactory} from "../../../src/interfaces/IServiceTokenFactory.sol";
import {TokenName} from "../../../src/libraries/TokenName.sol";
import {Peer} from "./Peer.sol";
import {Ownable} from "solady/auth/Ownable.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {Initializable} from "solady/utils/Initializable.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {ReentrancyGuard} from "solady/utils/ReentrancyGuard.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @dev Solady's ERC-20 as it comes, with its guard in storage, an initialiser and string storage. (Ours is Solady's ERC-20
/// as well: with a transient guard, and with its arguments behind the clone's code.)
contract SoladyToken is Peer, ERC20, Initializable, ReentrancyGuard {
    bytes16 public serviceId;
    uint96 public accessThreshold;
    string private _name;

    constructor() {
        _disableInitializers();
    }

    function initialize(bytes16 serviceId_, uint96 accessThreshold_, string calldata name_) external initializer {
        (serviceId, accessThreshold, _name) = (serviceId_, accessThreshold_, name_);
    }

    function buy(address to, uint256 minTokens, uint256 deadline)
        external
        payable
        nonReentrant
        returns (uint256 tokens)
    {
        return _buy(totalSupply(), to, minTokens, deadline);
    }

    function sell(uint256 amount, uint256 minPayout) external nonReentrant returns (uint256 payout) {
        return _sell(totalSupply(), amount, minPayout);
    }

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return TokenName.symbolOf(bytes(_name));
    }

    function _mintTo(address to, uint256 amount) internal override {
        _mint(to, amount);
    }

    function _burnFrom(address from, uint256 amount) internal override {
        _burn(from, amount);
    }

    function _pay(address to, uint256 payout) internal override {
        SafeTransferLib.safeTransferETH(to, payout);
    }
}

/// @dev Clones of `SoladyToken`.
contract SoladyFactory is Ownable {
    address public immutable implementation = address(new SoladyToken());

    mapping(bytes16 serviceId => address token) public tokenOf;

    constructor(address initialOwner) {
        _initializeOwner(initialOwner);
    }

    function create(bytes16 serviceId, uint96 accessThreshold, bytes32 name)
        external
        onlyOwner
        returns (address token)
    {
        if (accessThreshold == 0) {
            revert IServiceTokenFactory.InvalidAccessThreshold(accessThreshold);
        }
        if (!TokenName.isValid(name)) revert IServiceTokenFactory.InvalidName(name);
        if (tokenOf[serviceId] != address(0)) {
            revert IServiceTokenFactory.TokenExists(serviceId, tokenOf[serviceId]);
        }

        token = LibClone.cloneDeterministic(implementation, serviceId);
        SoladyToken(token).initialize(serviceId, accessThreshold, string(TokenName.unpadded(name)));
        tokenOf[serviceId] = token;

        emit IServiceTokenFactory.TokenCreated(serviceId, token, accessThreshold, name);
    }
}
