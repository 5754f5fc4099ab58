(** Claim    <U, V ⊙ Q> >= C+ <U,V> - C- <|U|,|V|>
    Source   RF Lemma 4
    Assumes  C± = (max Q ± min Q)/2: proved for every pair of bounds low <= q_i <= high in place of min Q and max Q;
             any dimension, any sign of Q *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Sums Norms.
Local Open Scope R_scope.

Lemma product_of_entries low high u v q :
  low <= q <= high -> (high + low) / 2 * (u * v) - (high - low) / 2 * (Rabs u * Rabs v) <= u * (v * q).
Proof.
  intros H. rewrite <- Rabs_mult. unfold Rabs. destruct (Rcase_abs (u * v)); nra.
Qed.

Theorem elementwise_product (n : nat) (u v q : vector) (low high : R) :
  (forall i, (i < n)%nat -> low <= q i <= high) ->
  (high + low) / 2 * dot n u v - (high - low) / 2 * dot n (fun i => Rabs (u i)) (fun i => Rabs (v i))
  <= dot n u (fun i => v i * q i).
Proof.
  intros H. unfold dot. rewrite <- !sum_of_scal, <- sum_of_minus.
  apply sum_of_le; intros i Hi. now apply product_of_entries, H.
Qed.
