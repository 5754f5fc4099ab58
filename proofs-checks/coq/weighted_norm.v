(** Claim    |W| √(min S) <= |W|_S <= |W| √(max S), |W|_S = |W ⊙ √S|
    Source   RF Lemma 1
    Assumes  S >= 0; proved for every pair of bounds 0 <= low <= s_i <= high in place of min S and max S; any
             dimension *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Sums Norms.
Local Open Scope R_scope.

Definition weighted_norm2 (n : nat) (s w : vector) : R := norm2 n (fun i => w i * sqrt (s i)).

Lemma weighted_norm_sq n s w :
  (forall i, (i < n)%nat -> 0 <= s i) -> norm_sq n (fun i => w i * sqrt (s i)) = sum_of n (fun i => s i * (w i)^2).
Proof.
  intros H. apply sum_of_ext; intros i Hi. rewrite Rpow_mult_distr, pow2_sqrt by auto. ring.
Qed.

Theorem weighted_norm (n : nat) (s w : vector) (low high : R) :
  0 <= low -> (forall i, (i < n)%nat -> low <= s i <= high) ->
  norm2 n w * sqrt low <= weighted_norm2 n s w <= norm2 n w * sqrt high.
Proof.
  intros Hl Hs. unfold weighted_norm2, norm2. rewrite weighted_norm_sq.
  2:{ intros i Hi. apply Rle_trans with low; [easy|]. now apply Hs. }
  destruct n as [|n]; [cbn [norm_sq sum_of]; rewrite sqrt_0; lra|].
  assert (Hh : 0 <= high) by (specialize (Hs O ltac:(auto with arith)); lra).
  split; rewrite <- sqrt_mult by (easy || apply norm_sq_nonneg); apply sqrt_le_1_alt;
    unfold norm_sq; rewrite Rmult_comm, <- sum_of_scal; apply sum_of_le; intros i Hi;
    apply Rmult_le_compat_r; (apply pow2_ge_0 || now apply Hs).
Qed.
