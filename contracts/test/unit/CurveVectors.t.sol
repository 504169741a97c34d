// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CurveMath} from "../../src/libraries/CurveMath.sol";
import {TokenFixture} from "../TokenFixture.sol";

/// @dev What reference/curve.py computes by the curve's definition, asked of the token's own functions. The file is the
/// committed one, unless CURVE_VECTORS names another: a batch that was just drawn at random.
contract CurveVectorsTest is TokenFixture {
    string private _json;

    function setUp() public override {
        super.setUp();
        _json = vm.readFile(vm.envOr("CURVE_VECTORS", string("test/vectors/curve.json")));
    }

    function test_tokensFor() public view {
        uint256[3][] memory rows = _answers("tokensFor");
        for (uint256 i; i < rows.length; ++i) {
            assertEq(token.tokensFor(rows[i][0], rows[i][1]), rows[i][2], vm.toString(i));
        }
    }

    function test_payoutFor() public view {
        uint256[3][] memory rows = _answers("payoutFor");
        for (uint256 i; i < rows.length; ++i) {
            assertEq(token.payoutFor(rows[i][0], rows[i][1]), rows[i][2], vm.toString(i));
        }
    }

    function test_costFor() public view {
        uint256[3][] memory rows = _answers("costFor");
        for (uint256 i; i < rows.length; ++i) {
            assertEq(token.costFor(rows[i][0], rows[i][1]), rows[i][2], vm.toString(i));
        }
    }

    function test_roundTrips() public view {
        uint256[4][] memory rows = abi.decode(vm.parseJsonType(_json, ".roundTrips", "uint256[4][]"), (uint256[4][]));
        assertGt(rows.length, 100);
        for (uint256 i; i < rows.length; ++i) {
            (uint256 supply, uint256 ethIn) = (rows[i][0], rows[i][1]);
            uint256 tokens = token.tokensFor(supply, ethIn);
            uint256 back = token.payoutFor(supply + tokens, tokens);
            assertEq(tokens, rows[i][2], vm.toString(i));
            assertEq(back, rows[i][3], vm.toString(i));
            assertLe(back, ethIn, vm.toString(i));
        }
    }

    function test_refusals() public view {
        string[4][] memory rows = abi.decode(vm.parseJsonType(_json, ".refusals", "string[4][]"), (string[4][]));
        assertGt(rows.length, 10);
        for (uint256 i; i < rows.length; ++i) {
            string memory signature = string.concat(rows[i][0], "(uint256,uint256)");
            (uint256 supply, uint256 value) = (vm.parseUint(rows[i][1]), vm.parseUint(rows[i][2]));
            (bool answered, bytes memory reason) =
                address(token).staticcall(abi.encodeWithSignature(signature, supply, value));
            assertFalse(answered, vm.toString(i));
            assertEq(reason, _refusal(rows[i][3], supply, value), vm.toString(i));
        }
    }

    function _answers(string memory name) private view returns (uint256[3][] memory rows) {
        bytes memory encoded = vm.parseJsonType(_json, string.concat(".", name), "uint256[3][]");
        rows = abi.decode(encoded, (uint256[3][]));
        assertGt(rows.length, 100);
    }

    function _refusal(string memory refusal, uint256 supply, uint256 value) private pure returns (bytes memory) {
        bytes32 name = keccak256(bytes(refusal));
        if (name == keccak256("SupplyAboveCap")) {
            return abi.encodeWithSelector(CurveMath.SupplyAboveCap.selector, supply, CAP);
        }
        if (name == keccak256("PurchaseAboveCap")) {
            return abi.encodeWithSelector(CurveMath.PurchaseAboveCap.selector, supply, value);
        }
        if (name == keccak256("AmountAboveCap")) {
            return abi.encodeWithSelector(CurveMath.AmountAboveCap.selector, supply, value);
        }
        assertEq(refusal, "AmountAboveSupply");
        return abi.encodeWithSelector(CurveMath.AmountAboveSupply.selector, supply, value);
    }
}
