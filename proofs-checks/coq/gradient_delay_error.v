(** Claim    |∇_m f(W_k; ξ) - G~_m|_F <= Σ_j B_mj C_k^(j) for every layer m, and |∇f(W_k; ξ) - G~|² <= L_S² Σ_j
             Q_k^(j), for every sample ξ, any sequence of weights and every k, with the matrix B of X_m t_m + D_m p_m
             = Σ_j B_mj e_j, [both] = 0, and any L_S >= |B diag(√(M-1-j))|_2
    Source   AP Lemma 6
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz, |g_m'| <= l_m, g_m' is s_m-Lipschitz; |x| <= χ, |∇l| <= Lam0 on |o| <=
             X_M, ∇l is Lam1-Lipschitz; om_m >= |W_j^(m)|_2 for every j <= k; the constants are not negative *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network Pipeline delay_decomposition.
Local Open Scope R_scope.

(** Σ_j B_mj C_j <= Σ_j B_mj √(M-1-j) √Q_j. *)
Lemma stability_times_delay M c n W k m :
  nonnegative M c -> (m < M)%nat ->
  matvec M (stability_matrix M c false) (accumulated_delay M n W k) m
  <= matvec M (delay_matrix M c) (fun j => sqrt (squared_delay M n W k j)) m.
Proof.
  intros Hc Hm. apply sum_of_le; intros j Hj. unfold delay_matrix. rewrite Rmult_assoc.
  apply Rmult_le_compat_l; [now apply stability_matrix_nonneg|]. apply accumulated_delay_le.
Qed.

Theorem gradient_delay_error (net : architecture) (c : constants) (s : sample) (W : nat -> tuple) (k : nat) (L_S : R) :
  let M := layers net in
  let n := width net in
  nonnegative M c -> activations_obey net c -> sample_obeys net c s ->
  (forall j, (j <= k)%nat -> covered net c (W j)) ->
  spectral_bound M M (delay_matrix M c) L_S ->
  let G := backpropagated net (stale M W k) (W k) s in
  (forall m, (m < M)%nat ->
     frobenius (n (S m)) (n m) (matrix_sub (gradient net (W k) s m) (G m))
     <= matvec M (stability_matrix M c false) (accumulated_delay M n W k) m)
  /\ tuple_sq M n (tuple_sub (gradient net (W k) s) G) <= L_S^2 * sum_of M (squared_delay M n W k).
Proof.
  intros M n Hc Ha Hs HW [HL0 HL] G.
  assert (H1 : forall m, (m < M)%nat ->
    frobenius (n (S m)) (n m) (matrix_sub (gradient net (W k) s m) (G m))
    <= matvec M (stability_matrix M c false) (accumulated_delay M n W k) m).
  { intros m Hm. apply network_gradient_distance; try easy.
    - now apply HW.
    - now apply covered_stale.
    - now apply HW.
    - now apply HW.
    - intros; apply delay_decomposition.
    - intros; rewrite frobenius_self; lra. }
  split; [easy|].
  set (root := fun j => sqrt (squared_delay M n W k j)).
  assert (E : norm_sq M root = sum_of M (squared_delay M n W k)).
  { apply sum_of_ext; intros. apply pow2_sqrt, squared_delay_nonneg. }
  rewrite <- E, <- tuple_norm_sq, <- norm2_sq, <- Rpow_mult_distr.
  apply pow_incr. split; [apply tuple_norm_nonneg|].
  eapply Rle_trans; [|apply HL]. rewrite tuple_norm_layers. apply norm2_le; intros m Hm.
  rewrite Rabs_pos_eq by apply frobenius_nonneg. eapply Rle_trans; [|apply Rle_abs].
  eapply Rle_trans; [now apply H1|]. now apply stability_times_delay.
Qed.
