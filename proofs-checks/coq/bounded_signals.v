(** Claim    |x_m| <= X_m, |z_m| <= om_m X_m, |δ_m| <= D_m for a forward pass on any covered tuple F and a backward pass
             on any covered tuple B: fresh (F = B), stale, or mixed (a tuple may take each layer from anywhere)
    Source   AP Lemma 8
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, |∇l| <= Lam0 on |o| <= X_M, |x| <= χ,
             om_m >= |F_m|_2 and om_m >= |B_m|_2; the constants are not negative *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network.
Local Open Scope R_scope.

Theorem bounded_signals (net : architecture) (c : constants) (s : sample) (F B : tuple) :
  nonnegative (layers net) c -> activations_obey net c -> sample_obeys net c s ->
  covered net c F -> covered net c B ->
  (forall m, (m <= layers net)%nat -> norm2 (width net m) (input net F (sample_input s) m) <= input_bound c m)
  /\ (forall m, (m < layers net)%nat ->
        norm2 (width net (S m)) (preactivation net F (sample_input s) m) <= spectral c m * input_bound c m)
  /\ (forall m, (m < layers net)%nat -> norm2 (width net (S m)) (error net F B s m) <= error_bound (layers net) c m).
Proof.
  intros Hc Ha Hs HF HB. repeat split; intros.
  - now apply network_input_bound.
  - now apply network_preactivation_bound.
  - now apply network_error_bound.
Qed.
