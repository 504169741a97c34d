// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IServiceTokenFactory} from "../../../src/interfaces/IServiceTokenFactory.sol";
import {TokenName} from "../../../src/libraries/TokenName.sol";
import {Peer} from "./Peer.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @dev OpenZeppelin's ERC-20 and transient guard under our verbs, with the token's arguments behind the clone's code.
contract OpenZeppelinToken is Peer, ERC20, ReentrancyGuardTransient {
    constructor() ERC20("", "") {}

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

    function serviceId() external view virtual returns (bytes16 id) {
        (id,,) = abi.decode(Clones.fetchCloneArgs(address(this)), (bytes16, uint96, bytes32));
    }

    function accessThreshold() external view virtual returns (uint96 threshold) {
        (, threshold,) = abi.decode(Clones.fetchCloneArgs(address(this)), (bytes16, uint96, bytes32));
    }

    function name() public view virtual override returns (string memory) {
        (,, bytes32 name_) = abi.decode(Clones.fetchCloneArgs(address(this)), (bytes16, uint96, bytes32));
        return string(TokenName.unpadded(name_));
    }

    function symbol() public view override returns (string memory) {
        return TokenName.symbolOf(bytes(name()));
    }

    function _mintTo(address to, uint256 amount) internal override {
        _mint(to, amount);
    }

    function _burnFrom(address from, uint256 amount) internal override {
        _burn(from, amount);
    }

    function _pay(address to, uint256 payout) internal override {
        Address.sendValue(payable(to), payout);
    }
}

/// @dev The same with an initialiser and storage, as OpenZeppelin's upgradeable variants are used.
contract OpenZeppelinInitializedToken is OpenZeppelinToken, Initializable {
    bytes16 private _serviceId;
    uint96 private _accessThreshold;
    string private _tokenName;

    constructor() {
        _disableInitializers();
    }

    function initialize(bytes16 serviceId_, uint96 accessThreshold_, string calldata name_) external initializer {
        (_serviceId, _accessThreshold, _tokenName) = (serviceId_, accessThreshold_, name_);
    }

    function serviceId() external view override returns (bytes16) {
        return _serviceId;
    }

    function accessThreshold() external view override returns (uint96) {
        return _accessThreshold;
    }

    function name() public view override returns (string memory) {
        return _tokenName;
    }
}

/// @dev Clones of `OpenZeppelinToken` with immutable arguments.
contract OpenZeppelinFactory is Ownable2Step {
    address public immutable implementation;

    mapping(bytes16 serviceId => address token) public tokenOf;

    constructor(address initialOwner, address implementation_) Ownable(initialOwner) {
        implementation = implementation_;
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

        token = _clone(serviceId, accessThreshold, name);
        tokenOf[serviceId] = token;

        emit IServiceTokenFactory.TokenCreated(serviceId, token, accessThreshold, name);
    }

    function _clone(bytes16 serviceId, uint96 accessThreshold, bytes32 name) internal virtual returns (address) {
        bytes memory args = abi.encode(serviceId, accessThreshold, name);
        return Clones.cloneDeterministicWithImmutableArgs(implementation, args, serviceId);
    }
}

/// @dev Clones of `OpenZeppelinInitializedToken`.
contract OpenZeppelinInitializingFactory is OpenZeppelinFactory {
    constructor(address initialOwner, address implementation_) OpenZeppelinFactory(initialOwner, implementation_) {}

    function _clone(bytes16 serviceId, uint96 accessThreshold, bytes32 name) internal override returns (address token) {
        token = Clones.cloneDeterministic(implementation, serviceId);
        OpenZeppelinInitializedToken(token).initialize(serviceId, accessThreshold, string(TokenName.unpadded(name)));
    }
}
