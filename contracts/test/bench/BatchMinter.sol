// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";

/// @title BatchMinter
/// @notice Gives a token many holders and many transfers in few transactions, for measuring what follows a chain.
/// @dev Only for tests, and shared by everybody who calls it. Each transfer goes through the token's own `transfer`: the
/// logs are those of any wallet. `fill` costs 25,700 gas for each transfer and `shuffle` 6,000 to 10,500, so that a block
/// of 30,000,000 takes 1,100 and 2,800 of them.
contract BatchMinter {
    /// @notice What `fill` gives to each holder, in base units.
    uint256 public constant PORTION = 1_000;

    /// @notice The holders of a token that `fill` made: `count` addresses from `first` on.
    struct Holders {
        address first;
        uint96 count;
    }

    /// @notice `first` doesn't follow the addresses that are filled already.
    error NotTheNextAddress(address first, address expected);

    /// @notice There is nobody to send to before `fill`.
    error NobodyHolds();

    /// @notice The holders of each token.
    mapping(ServiceToken token => Holders) public holders;

    uint256 private _seed;

    /// @notice Buys tokens for all ETH sent with it. `fill` and `shuffle` do the same when they are sent any.
    function stock(ServiceToken token) public payable {
        if (msg.value != 0) token.buy{value: msg.value}(address(this), 0, block.timestamp);
    }

    /// @notice Sends `PORTION` to `count` addresses in a row, the first of which is `firstAddress`.
    /// @dev A second call for the same token goes on where the first ended.
    function fill(ServiceToken token, address firstAddress, uint256 count) external payable {
        stock(token);
        Holders storage known = holders[token];
        if (known.count == 0) {
            known.first = firstAddress;
        } else {
            address expected = _at(known.first, known.count);
            if (firstAddress != expected) revert NotTheNextAddress(firstAddress, expected);
        }
        known.count += uint96(count);

        for (uint256 i; i < count; ++i) {
            token.transfer(_at(firstAddress, i), PORTION);
        }
    }

    /// @notice Sends one base unit to `count` of the holders, drawn at random, the same ones in every run.
    function shuffle(ServiceToken token, uint256 count) external payable {
        stock(token);
        Holders memory known = holders[token];
        if (known.count == 0) revert NobodyHolds();

        uint256 seed = _seed;
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            token.transfer(_at(known.first, seed % known.count), 1);
        }
        _seed = seed;
    }

    function _at(address first, uint256 index) private pure returns (address) {
        return address(uint160(first) + uint160(index));
    }
}
