// Buys and sells in the visitor's own wallet: it signs and sends, this page only says what.
(function () {
  'use strict';
  var wallet = window.factoryWallet;
  var place = document.getElementById('trade-status');
  if (!place || !wallet) return;

  // Chains that a wallet may not know yet. Source: chainlist.org.
  var CHAINS = {
    1: ['Ethereum', 'https://ethereum-rpc.publicnode.com', 'https://etherscan.io'],
    10: ['OP Mainnet', 'https://mainnet.optimism.io', 'https://optimistic.etherscan.io'],
    8453: ['Base', 'https://mainnet.base.org', 'https://basescan.org'],
    42161: ['Arbitrum One', 'https://arb1.arbitrum.io/rpc', 'https://arbiscan.io'],
    84532: ['Base Sepolia', 'https://sepolia.base.org', 'https://sepolia.basescan.org'],
    11155111: ['Sepolia', 'https://ethereum-sepolia-rpc.publicnode.com', 'https://sepolia.etherscan.io']
  };

  function say(text, bad) {
    var told = document.createElement('p');
    told.className = bad ? 'notice bad' : 'notice';
    told.textContent = text;
    place.replaceChildren(told);
    return told;
  }

  function quantity(number) { return '0x' + BigInt(number).toString(16); }

  // A decimal amount in base units, as text; null when it is none.
  function base(text) {
    var parts = /^([0-9]{1,20})(?:\.([0-9]{1,18}))?$/.exec(text.trim());
    if (!parts) return null;
    var units = BigInt(parts[1] + (parts[2] || '').padEnd(18, '0'));
    return units > 0n ? units.toString() : null;
  }

  // Base units as a decimal number, exactly.
  function units(number) {
    var digits = BigInt(number).toString().padStart(19, '0');
    return (digits.slice(0, -18) + '.' + digits.slice(-18)).replace(/\.?0+$/, '');
  }

  // Percent in hundredths of one; null when it is none, or more than 50.
  function slippage(side) {
    var parts = /^([0-9]{1,2})(?:\.([0-9]{1,2}))?$/.exec(document.getElementById(side + '-slippage').value.trim());
    var bps = parts && Number(parts[1]) * 100 + Number((parts[2] || '').padEnd(2, '0'));
    return parts && bps <= 5000 ? bps : null;
  }

  function account(provider) {
    return provider.request({ method: 'eth_requestAccounts' }).then(function (accounts) {
      if (!accounts.length) throw new Error('Your wallet is locked; open it first.');
      return accounts[0];
    });
  }

  // Whoever signs may be another one than the page looks with.
  function signer(address) {
    var me = document.querySelector('#wallet code[title]');
    return me && me.title !== address.toLowerCase()
      ? ' It signs as ' + address.slice(0, 6) + '\u2026' + address.slice(-4) + ', not as ' + me.textContent + ', which this page shows.'
      : '';
  }

  function fill(side, amount) {
    var box = document.getElementById(side + '-amount');
    box.value = amount;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // All that the wallet has but the fee, which is what a purchase with half of it would cost at most.
  function most(button, provider) {
    return account(provider).then(function (wallet) {
      return onChain(provider, button.dataset.chain).then(function () {
        return provider.request({ method: 'eth_getBalance', params: [wallet, 'latest'] });
      }).then(function (told) {
        var has = BigInt(told);
        if (has < 2n) throw new Error('Your wallet has no ETH on this chain.');
        return send(button, 'buy', { wallet: wallet, eth_in_wei: (has / 2n).toString() }).then(function (prepared) {
          var fee = BigInt(prepared.transaction.gas_limit) * BigInt(prepared.transaction.max_fee_per_gas_wei);
          if (has <= fee) throw new Error('Your wallet has ' + units(has) + ' ETH, and the fee may be ' + units(fee) + ' ETH.');
          fill('buy', units(has - fee));
          say('All but ' + units(fee) + ' ETH, which is kept for the fee: an estimate, of the most that it may be.' + signer(wallet));
        });
      });
    });
  }

  function send(button, side, asked) {
    return wallet.send('POST', '/services/' + button.dataset.service + '/transactions/' + side, asked);
  }

  function onChain(provider, chain) {
    var wanted = quantity(chain);
    return provider.request({ method: 'eth_chainId' }).then(function (now) {
      if (BigInt(now) === BigInt(wanted)) return;
      say('Your wallet is on another chain; it asks you to change to chain ' + chain + '.');
      return provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: wanted }] }).catch(function (problem) {
        if (!problem || problem.code !== 4902) throw problem;
        var known = CHAINS[chain];
        if (!known) throw new Error('Your wallet does not know chain ' + chain + ': add it there by hand, and try again.');
        return provider.request({ method: 'wallet_addEthereumChain', params: [{ chainId: wanted, chainName: known[0], rpcUrls: [known[1]], blockExplorerUrls: [known[2]], nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 } }] });
      });
    });
  }

  function follow(chain, hash) {
    return wallet.send('GET', '/transactions/' + chain + '/' + hash).then(function (told) {
      if (told.state === 'pending' || !told.indexed) return later();
      if (told.state === 'reverted') {
        say('The chain refused it: the price has moved too far, or it came too late. Nothing was traded.', true);
      } else {
        say('Done, in block ' + told.block.number + '.');
      }
      document.body.dispatchEvent(new Event('token-changed'));
    }, later);
    function later() {
      return new Promise(function (done) { setTimeout(done, 1500); }).then(function () { return follow(chain, hash); });
    }
  }

  function trade(button, provider) {
    var side = button.dataset.trade;
    var amount = base(document.getElementById(side + '-amount').value);
    if (!amount) return Promise.reject(new Error('Give an amount above 0, with at most 18 decimals.'));
    var accepted = slippage(side);
    if (accepted === null) return Promise.reject(new Error('Accept 0 to 50 % less, with at most 2 decimals.'));
    return account(provider).then(function (from) {
      var asked = { wallet: from, slippage_bps: accepted };
      asked[side === 'buy' ? 'eth_in_wei' : 'amount'] = amount;
      return send(button, side, asked);
    }).then(function (prepared) {
      var transaction = prepared.transaction;
      return onChain(provider, transaction.chain_id).then(function () {
        say('Confirm it in your wallet. It brings at least ' + units(prepared.min_tokens || prepared.min_payout_wei) + (side === 'buy' ? ' tokens' : ' ETH') + ', or the chain refuses it.' + signer(transaction.from));
        return provider.request({ method: 'eth_sendTransaction', params: [{ from: transaction.from, to: transaction.to, data: transaction.data, value: quantity(transaction.value_wei), gas: quantity(transaction.gas_limit) }] });
      }).then(function (hash) {
        var told = say('Sent; it counts with the next block. ');
        var known = CHAINS[transaction.chain_id];
        if (known) {
          var link = document.createElement('a');
          link.href = known[2] + '/tx/' + hash;
          link.rel = 'noreferrer';
          link.textContent = 'See it on its chain';
          told.append(link);
        }
        return follow(transaction.chain_id, hash);
      });
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-trade], [data-max]');
    if (!button) return;
    if (button.dataset.max === 'sell') {
      event.preventDefault();
      fill('sell', button.dataset.amount);
      return;
    }
    var one = wallet.chosen();
    if (!one) {
      document.getElementById('wallet-box').open = true;
      say('Several wallets are in this browser: sign in with one at the top of this page first.');
      return;
    }
    wallet.choose(one);
    button.setAttribute('aria-busy', 'true');
    button.disabled = true;
    (button.dataset.max ? most : trade)(button, one.provider).catch(function (problem) { say(wallet.words(problem), true); }).finally(function () {
      button.setAttribute('aria-busy', 'false');
      button.disabled = false;
    });
  });
})();
