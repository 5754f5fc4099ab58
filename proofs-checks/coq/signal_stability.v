(** Claim    For two weight tuples W, W' and e_m >= |W_m - W'_m|_F: |x - x'|_m <= p_m, |z - z'|_m <= q_m, |δ - δ'|_m
             <= t_m, the linear forms (T) with [both] = 1
    Source   AP Lemmas 1, 9
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, g_m' is s_m-Lipschitz; |x| <= χ, |∇l| <= Lam0 on |o| <=
             X_M, ∇l is Lam1-Lipschitz; om_m >= |W_m|_2 and om_m >= |W'_m|_2; the constants are not negative *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network.
Local Open Scope R_scope.

Theorem signal_stability (net : architecture) (c : constants) (s : sample) (W W' : tuple) (e : nat -> R) :
  nonnegative (layers net) c -> activations_obey net c -> sample_obeys net c s ->
  covered net c W -> covered net c W' ->
  (forall m, (m < layers net)%nat -> frobenius (width net (S m)) (width net m) (matrix_sub (W m) (W' m)) <= e m) ->
  (forall m, (m <= layers net)%nat ->
     norm2 (width net m) (sub (input net W (sample_input s) m) (input net W' (sample_input s) m))
     <= input_distance c e m)
  /\ (forall m, (m < layers net)%nat ->
        norm2 (width net (S m))
          (sub (preactivation net W (sample_input s) m) (preactivation net W' (sample_input s) m))
        <= preactivation_distance c e m)
  /\ (forall m, (m < layers net)%nat ->
        norm2 (width net (S m)) (sub (error net W W s m) (error net W' W' s m))
        <= error_distance (layers net) c true e m).
Proof.
  intros Hc Ha Hs HW HW' He. repeat split; intros.
  - now apply network_input_distance.
  - now apply network_preactivation_distance.
  - now apply network_error_distance.
Qed.
