(** One gradient step on a device with responses q+, q-: F = (q- + q+)/2, G = (q- - q+)/2, entry by entry. *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent.
Local Open Scope R_scope.

Section Responses.
  Variables (q_plus q_minus : R -> R).

  (** R = q+ q- = F² - G², and g F + |g| G: a step moves the weight by -α(g F + |g| G). *)
  Definition response_product (w : R) : R := q_plus w * q_minus w.
  Definition realised (w g : R) : R :=
    g * symmetric_part q_plus q_minus w + Rabs g * asymmetric_part q_plus q_minus w.

  (** |g|²_R and |g⊙F + |g|⊙G|² in n dimensions. *)
  Definition weighted_sq (n : nat) (W g : vector) : R := sum_of n (fun i => response_product (W i) * (g i)^2).
  Definition realised_sq (n : nat) (W g : vector) : R := norm_sq n (fun i => realised (W i) (g i)).

  (** q± >= 0 and F <= F_max: what a weight in the dynamic range has. *)
  Definition responses_allow (F_max w : R) : Prop :=
    0 <= q_plus w /\ 0 <= q_minus w /\ symmetric_part q_plus q_minus w <= F_max.

  Lemma response_product_parts w :
    response_product w = (symmetric_part q_plus q_minus w)^2 - (asymmetric_part q_plus q_minus w)^2.
  Proof. unfold response_product, symmetric_part, asymmetric_part. field. Qed.

  Lemma update_realised alpha w g :
    0 <= alpha -> update q_plus q_minus w (- alpha * g) - w = - alpha * realised w g.
  Proof.
    intros Ha. unfold update, realised. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by easy. ring.
  Qed.

  Lemma responses_cases F_max w :
    responses_allow F_max w ->
    let F := symmetric_part q_plus q_minus w in let G := asymmetric_part q_plus q_minus w in
    0 <= response_product w /\ Rabs G <= F /\ (0 < F \/ (F = 0 /\ G = 0)).
  Proof.
    intros (Hp & Hm & _). unfold response_product, symmetric_part, asymmetric_part. cbv zeta.
    split; [now apply Rmult_le_pos|]. split; [apply Rabs_le; lra|].
    destruct (Rle_lt_dec (q_minus w + q_plus w) 0); [right | left]; lra.
  Qed.
End Responses.

(** The responses of the asymmetric linear device: q± = 1 ∓ w/τ. *)
Definition ald_plus (tau w : R) : R := 1 - w / tau.
Definition ald_minus (tau w : R) : R := 1 + w / tau.
