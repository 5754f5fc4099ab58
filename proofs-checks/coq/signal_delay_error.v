(** Claim    x, z, δ of a sample on W_k against x~, z~, δ~ of the asynchronous pipeline (forward on W~_k, backward on
             W_k): |x - x~|_m <= p_m, |z - z~|_m <= q_m, |δ - δ~|_m <= t_m, the forms (T) with [both] = 0 and e_j =
             C_k^(j), for any sequence of weights
    Source   AP Lemmas 3, 5
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, g_m' is s_m-Lipschitz; |x| <= χ, |∇l| <= Lam0 on |o| <=
             X_M, ∇l is Lam1-Lipschitz; om_m >= |W_j^(m)|_2 for every j <= k; the constants are not negative *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network Pipeline delay_decomposition.
Local Open Scope R_scope.

Theorem signal_delay_error (net : architecture) (c : constants) (s : sample) (W : nat -> tuple) (k : nat) :
  nonnegative (layers net) c -> activations_obey net c -> sample_obeys net c s ->
  (forall j, (j <= k)%nat -> covered net c (W j)) ->
  let e := accumulated_delay (layers net) (width net) W k in
  let F := stale (layers net) W k in
  (forall m, (m <= layers net)%nat ->
     norm2 (width net m) (sub (input net (W k) (sample_input s) m) (input net F (sample_input s) m))
     <= input_distance c e m)
  /\ (forall m, (m < layers net)%nat ->
        norm2 (width net (S m))
          (sub (preactivation net (W k) (sample_input s) m) (preactivation net F (sample_input s) m))
        <= preactivation_distance c e m)
  /\ (forall m, (m < layers net)%nat ->
        norm2 (width net (S m)) (sub (error net (W k) (W k) s m) (error net F (W k) s m))
        <= error_distance (layers net) c false e m).
Proof.
  intros Hc Ha Hs HW e F.
  assert (HF : covered net c F) by now apply covered_stale.
  assert (He : forall m, (m < layers net)%nat ->
    frobenius (width net (S m)) (width net m) (matrix_sub (W k m) (F m)) <= e m)
    by (intros; apply delay_decomposition).
  assert (Hk : covered net c (W k)) by now apply HW.
  repeat split; intros.
  - now apply network_input_distance.
  - now apply network_preactivation_distance.
  - apply network_error_distance; try easy. intros; rewrite frobenius_self; lra.
Qed.
